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

from fashrec.command import answer


def main(words: list[str] | None = None) -> int:
    """Serve until Ctrl-C; the exit status."""
    return answer(words, __doc__, _serve)


def _serve(words: list[str]) -> int:
    from fashrec.page.request import composed  # noqa: PLC0415 - as `answer` says

    request = composed(words)
    from fashrec.page.serve import serve  # noqa: PLC0415 - as above

    serve(request)
    return 0


if __name__ == "__main__":
    sys.exit(main())
