"""`python -m fashrec.canaries experiment=NAME [weights_of=FUSION] [any setting of fashrec.run]`: who knows the future?

At the earliest and at the last cut of the open window everything that comes before evaluation is fitted again after
purchases at or after the cut were shuffled, dropped, and planted, and after what is launched from then on was changed:
the past, the network, vectors, profiles, index, all that every recommender has learnt, and what it shows. Nothing may
move by a bit. With `weights_of=FUSION` its weights are searched for anew, too, each time what lies at or after the
first test cut was changed. The column `unchanged` is the control: what moves there does not repeat by itself.
Recommenders that are told a simulated shop's truth know the future and are left out. A network is trained anew for
every variant, so take small settings for it.
The exit status is 1 where anything moved, else 0.
"""

import sys

from fashrec.command import answer


def main(words: list[str] | None = None) -> int:
    """Watch the experiment; the exit status."""
    return answer(words, __doc__, _watch)


def _watch(words: list[str]) -> int:
    from fashrec.canaries.command import command  # noqa: PLC0415 - as `answer` says

    return command(words)


if __name__ == "__main__":
    sys.exit(main())
