"""`python -m fashrec.show`: one in, five items out.

experiment=NAME photo=PATH | customer=ID | item=ID [any setting of fashrec.run]
        [date=YYYY-MM-DD] [k=5] [out=FILE.png]

photo       the items that look most like a picture, which goes the same way as those of the items
customer    what the experiment's content recommender shows a customer, and what was bought last
item        the items that look most like an item, itself left out

The question is asked at the start of `date`, of the catalogue as it was then and with nothing known that came later;
without a date at the last cut of the open window. A date in the test window takes split.window=all, and is counted
as a look. Items come with their distance 1 - cosine: 0 the same direction, 1 nothing in common, 2 opposite (Annoy's
own angular distance is the root of twice that). The picture is written to runs/show/NAME/, or where `out` says.
"""

import sys

from fashrec.command import answer


def main(words: list[str] | None = None) -> int:
    """Answer the question; the exit status."""
    return answer(words, __doc__, _show)


def _show(words: list[str]) -> int:
    from fashrec.show.request import composed  # noqa: PLC0415 - as `answer` says

    request = composed(words)
    from fashrec.show.show import show  # noqa: PLC0415 - as above

    show(request)
    return 0


if __name__ == "__main__":
    sys.exit(main())
