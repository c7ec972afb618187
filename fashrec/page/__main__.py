"""`python -m fashrec.page`: a page on this machine, with a photo to drop in.

experiment=NAME [any setting of fashrec.run] [port=8000] [date=YYYY-MM-DD] [k=5]

A photo is answered with the items that look most like it, and with the probability of each label where the experiment
trains a classifier. An item is answered with its neighbours, a customer with what was bought before and with what each
recommender of the experiment would show. Vectors, index and recommenders are made before the address is printed; port=0
takes any free port. Ctrl-C ends it.

It listens on 127.0.0.1, so that only this machine sees it. Photos of at most 10 MiB are taken; they are kept in memory
while they are answered, and nowhere else.

Everything is asked at the start of `date`, as in `python -m fashrec.show`; without a date at the last cut of the open
window. A date in the test window takes split.window=all, and is counted as a look.
"""

import sys


def main(words: list[str] | None = None) -> int:
    """Serve until Ctrl-C; the exit status."""
    words = sys.argv[1:] if words is None else words
    if not words or {"-h", "--help"} & set(words):
        sys.stdout.write(__doc__ or "")
        return 0 if words else 2
    from fashrec.refusal import explain  # noqa: PLC0415 - Hydra takes a third of a second, `--help` does not need it

    try:
        _serve(words)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - explain raises again what it does not know
        return explain(error)
    return 0


def _serve(words: list[str]) -> None:
    from fashrec.page.request import composed  # noqa: PLC0415 - as above

    request = composed(words)
    # what follows loads libraries that read the limits composed() has set
    from fashrec.page.serve import serve  # noqa: PLC0415

    serve(request)


if __name__ == "__main__":
    sys.exit(main())
