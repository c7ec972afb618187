"""`python -m fashrec.submit experiment=NAME protocol=kaggle_hm [any setting of fashrec.run] [of=content] [out=FILE]`.

Fits the recommender `of` (its name in recommend=) on all purchases there are, as at the start of the day after the
last, and writes what it would show every customer of the data, those who never bought too, to FILE
(runs/submission.csv). The layout is that of Kaggle's H&M contest: `customer_id,prediction`, twelve item ids best first
with blanks between. A network is trained on the past of the earliest cut of the open window, as in a run. Nothing is
scored, so no look at the test window is counted: choose settings first.
"""

import sys

from fashrec.command import answer


def main(words: list[str] | None = None) -> int:
    """Write the file; the exit status."""
    return answer(words, __doc__, _submit)


def _submit(words: list[str]) -> int:
    from fashrec.submit.command import command  # noqa: PLC0415 - as `answer` says

    command(words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
