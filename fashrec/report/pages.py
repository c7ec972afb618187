"""Tables inside pages: what stands between two markers is written from a run folder.

    <!-- fashrec.report: scores runs=runs/pca128/* window=validation metric=hit_rate@5 -->
    <!-- fashrec.report: end -->

`scores` gives a row a segment, `recommenders` (with segment=NAME,NAME) a row a recommender, `cuts` (with segment=NAME)
a row a cut, `classifier` the network's last epoch beside what needs none. Of several runs the newest that is done
counts.
`photos` gives a row a photo search (of several of a name the newest that is done) and, with against=NAME, what each
gains over that one; `photo_classes` (with metric=NAME, such as type_share) a row a class of photos.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

import polars as pl

from fashrec.errors import ConfigError, require
from fashrec.infer.margin import legend, margin
from fashrec.markdown import grid
from fashrec.report.cells import decimals
from fashrec.report.photos import classes_table, newest_searches, searches_table
from fashrec.results.looks import caption, looks_of
from fashrec.results.runs import Run, read_runs
from fashrec.results.scores import columns_of, cuts_of, tables_of
from fashrec.results.tables import read_table

MARKED = re.compile(
    r"(?P<begin><!-- fashrec\.report: (?P<words>(?!end).*?) -->\n)(?P<body>.*?)(?P<end><!-- fashrec\.report: end -->)",
    re.DOTALL,
)

KINDS = ("scores", "recommenders", "cuts", "classifier", "photos", "photo_classes")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a marker asks for.

    Attributes:
        kind: one of KINDS.
        runs: glob of run folders.
        window: `validation`, `test` or `all`.
        segment: of `cuts`; of `recommenders` several, between commas.
        metric: such as `hit_rate@5`.
        against: of `photos`, the search that others are compared with.
    """

    kind: str
    runs: str
    window: str = "validation"
    segment: str = "all"
    metric: str = "hit_rate@5"
    against: str = ""

    @classmethod
    def read(cls, words: str, page: Path) -> "Wish":
        """A marker's words.

        Raises:
            ConfigError: where they ask for nothing that there is.
        """
        kind, *pairs = words.split()
        chosen = dict(pair.partition("=")[::2] for pair in pairs)
        if kind not in KINDS or "runs" not in chosen or not set(chosen) <= set(cls.__slots__):
            raise ConfigError(
                f"the marker `{words}` asks for nothing that there is",
                where=str(page),
                why=f"a marker is one of {', '.join(KINDS)}, then runs=GLOB and, if wanted, "
                + ", ".join(f"{name}=" for name in cls.__slots__[2:]),
                do="write it as in fashrec/report/pages.py",
            )
        return cls(kind, **chosen)


def write_page(page: Path, root: Path) -> int:
    """Write every marked table of a page anew; how many there were.

    Args:
        page: a Markdown file.
        root: the folder that the markers' globs are relative to.

    Raises:
        ConfigError: where a marker is wrong, or no finished run is there for it.
    """
    text = page.read_text(encoding="utf-8")
    new, n = MARKED.subn(lambda found: _filled(found, page, root), text)
    page.write_text(new, encoding="utf-8")
    return n


def _filled(found: re.Match[str], page: Path, root: Path) -> str:
    wish, where = Wish.read(found["words"], page), f"{page}: {found['words']}"
    folders = list(map(Path, glob(str(root / wish.runs))))  # noqa: PTH207 - Path().glob refuses absolute patterns
    body = _of_searches(wish, folders, where) if wish.kind.startswith("photo") else _of_run(wish, folders, where)
    return f"{found['begin']}\n{body}\n\n{found['end']}"


def _of_searches(wish: Wish, folders: Sequence[Path], where: str) -> str:
    searches = newest_searches(folders, where)
    if wish.kind == "photos":
        return searches_table(searches, wish.against, where)
    return classes_table(searches, wish.metric, where)


def _of_run(wish: Wish, folders: Sequence[Path], where: str) -> str:
    runs, _ = read_runs(folders)
    run = max(runs, key=lambda run: run.stamp)
    if wish.window not in run.data["scores"]:
        raise ConfigError(
            f"{run.folder} has no {wish.window} window",
            where=where,
            why=f"the newest run that is done opened {', '.join(run.data['scores'])} only",
            do=f"run it with split.window={wish.window}, or write window= as it was run",
        )
    tables = {"scores": _scores, "recommenders": _recommenders, "cuts": _cuts, "classifier": _classifier}
    return f"{tables[wish.kind](run, wish)}\n\n{_caption(run, wish)}"


def _scores(run: Run, wish: Wish) -> str:
    tables, columns = tables_of(run, wish.window), columns_of([run], wish.window)
    rows = [
        [segment, f"{tables['ceiling'][segment][wish.metric]['n']:,}"]
        + [_cell(tables[column][segment].get(wish.metric, {})) for column in columns]
        for segment in tables["ceiling"]
    ]
    return grid(["segment", "n", *columns], rows)


def _recommenders(run: Run, wish: Wish) -> str:
    tables, segments = tables_of(run, wish.window), wish.segment.split(",")
    for segment in segments:
        require(segment in tables["ceiling"], "segment", segment, "one of " + ", ".join(tables["ceiling"]))
    n = [tables["ceiling"][segment][wish.metric]["n"] for segment in segments]
    rows = [
        [column, *(_cell(tables[column][segment].get(wish.metric, {})) for segment in segments)]
        for column in columns_of([run], wish.window)
    ]
    return grid(["recommender", *(f"{name}, n = {of:,}" for name, of in zip(segments, n, strict=True))], rows)


def _cuts(run: Run, wish: Wish) -> str:
    tables, columns = tables_of(run, wish.window), columns_of([run], wish.window)
    by_cut = {column: tables[column][wish.segment][wish.metric]["by_cut"] for column in columns}
    n_scored = _n_by_cut(run, wish.segment)
    rows = [
        [cut, f"{n_scored.get(cut, 0):,}", *(decimals(by_cut[column].get(cut)) for column in columns)]
        for cut in by_cut["ceiling"]
    ]
    return grid(["cut", "n", *columns], rows)


def _classifier(run: Run, wish: Wish) -> str:
    learnt = run.data.get("classifier")
    if not learnt:
        raise ConfigError(
            f"{run.folder} trained no network",
            where=f"classifier runs={wish.runs}",
            why="its vectors need no training, so there is nothing that it learnt to tell apart",
            do="name runs of an experiment with embed/source=learner",
        )
    names = list(learnt["network"])
    rows = [
        [name, *(decimals(of.get(metric)) for metric in names)] for name, of in learnt.items() if isinstance(of, dict)
    ]
    return grid(["predictor", *names], rows)


def _n_by_cut(run: Run, segment: str) -> Mapping[str, int]:
    cut, n_customers = pl.col("cut").cast(pl.String), pl.col("customer").n_unique()
    in_segment = pl.col("segment") == segment
    counts = read_table(
        run.folder, "per_customer", lambda scored: scored.filter(in_segment).group_by(cut).agg(n_customers)
    )
    return dict(counts.iter_rows())


def _caption(run: Run, wish: Wish) -> str:
    made = f"run {run.name}/{run.stamp}, commit {str(run.data['git_commit'])[:12]}."
    if wish.kind == "classifier":
        learnt = run.data["classifier"]
        return f"{learnt['n_validation']:,} pictures held out of those before {learnt['cut']}; {made}"
    cuts = cuts_of(run, wish.window)
    of = f"segment `{wish.segment}`, " if wish.kind == "cuts" else ""
    dates = f"{cuts[0]['start']} … {cuts[-1]['start']}"
    margins = f" {legend(run.data['level'])}." if run.data.get("level") and wish.kind != "cuts" else ""
    what = f"{wish.metric}, {of}{wish.window} window: {len(cuts)} cuts, {dates}"
    return "; ".join(filter(None, (what, caption(looks_of([run], wish.window)), f"{made}{margins}")))


def _cell(cell: Mapping[str, Any]) -> str:
    return f"{decimals(cell.get('value'))} {margin(cell)}".rstrip()
