"""Whom a fusion of fusions is made of."""

from fashrec.recommend.cold_boost import ColdBoost
from fashrec.recommend.external import External
from fashrec.recommend.fuse import Fuse
from fashrec.recommend.inside import inside
from fashrec.recommend.popular import Popular


def test_files_are_found_at_any_depth_by_the_path_of_their_setting() -> None:
    """A fusion, in it a boost, in it somebody's lists with their fallback."""
    lists = External("lists.csv")
    fusion = Fuse({"lists": ColdBoost(lists, Popular()), "popular": Popular()}, {"lists": 1, "popular": 1})
    found = dict(inside("fuse", fusion))
    path = next(path for path, one in found.items() if one is lists)
    assert path.startswith("fuse.members.lists.")
    assert {type(one) for one in found.values()} == {Fuse, ColdBoost, External, Popular}
    assert next(iter(found)) == "fuse"
