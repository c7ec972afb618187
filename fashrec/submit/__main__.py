"""`python -m fashrec.submit experiment=NAME protocol=kaggle_hm [any setting of fashrec.run] [of=content] [out=FILE]`.

Fits the recommender `of` (its name in recommend=) on all purchases there are, as at the start of the day after the
last, and writes what it would show every customer of the data, those who never bought too, to FILE
(runs/submission.csv). The layout is that of Kaggle's H&M contest: `customer_id,prediction`, twelve item ids best first
with blanks between. A network is trained on the past of the earliest cut of the open window, as in a run. Nothing is
scored, so no look at the test window is counted: choose settings first.
"""

import sys


def main(words: list[str] | None = None) -> int:
    """Write the file; the exit status."""
    words = sys.argv[1:] if words is None else words
    if not words or {"-h", "--help"} & set(words):
        sys.stdout.write(__doc__ or "")
        return 0 if words else 2
    from fashrec.refusal import explain  # noqa: PLC0415 - Hydra takes a third of a second, `--help` does not need it

    try:
        from fashrec.submit.command import command  # noqa: PLC0415 - as above

        command(words)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - explain raises again what it does not know
        return explain(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
