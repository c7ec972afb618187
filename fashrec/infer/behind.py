"""Is a run that is under way surely behind another? Asked after each cut, and answered before the last (sweep.prune).

The sign-flip test of `paired`, one-sided. A run as good as its leader is asked about as often as there are looks, so
each of them may be wrong in its share alone of what all of them may be (Bonferroni): whatever the looks have to do with
each other, the chance that any of them stops such a run is at most 1 - `sure`. It is tested against the leader's score
on the same customers and cuts, luck of the leader included: in made worlds with `sure` = 0.99, 0.5 % of runs as good as
one that nobody chose were stopped, and 2.5 % of those as good as the best of seven. (Tsamardinos et al. 2018, see
`best`, drop configurations between folds likewise, by a bootstrap.)
"""

from fashrec.infer.customers import Customers
from fashrec.infer.paired import sign_flip

FLIPS = 10_000


def surely_behind(differences: Customers, looks: int, sure: float, seed: int) -> bool:
    """Whether the one difference, a run's scores minus its leader's on the cuts so far, is below 0 by more than luck.

    Args:
        differences: of one pair of runs.
        looks: how often this is asked on the way, 1 or more.
        sure: the chance at least that a run as good as its leader passes all looks, in (0, 1).
        seed: of the signs, 0 or more.
    """
    if not len(differences) or differences.values[0] >= 0:
        return False
    return bool(sign_flip(differences, FLIPS, seed)[0] / 2 <= (1 - sure) / looks)
