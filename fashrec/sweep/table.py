"""A study as a Markdown page: how far it is, the best so far and its luck, what settings matter, what was tried."""

from collections.abc import Sequence
from pathlib import Path

import optuna
import polars as pl
from optuna.trial import FrozenTrial

from fashrec.markdown import grid
from fashrec.sweep.found import found
from fashrec.sweep.importance import LEAST, importance, reliability
from fashrec.sweep.progress import progress
from fashrec.sweep.rows import names_of
from fashrec.sweep.sessions import sessions
from fashrec.sweep.space import written
from fashrec.sweep.study import done


def page(folder: Path, study: optuna.Study, rows: pl.DataFrame, command: str, more: Sequence[str] = ()) -> str:
    """What there is to say of one study.

    Args:
        folder: of the study and the runs, such as runs/pixels128.
        study: of it.
        rows: its configurations.
        command: that makes this page.
        more: further parts, at its end.
    """
    asked = study.user_attrs.get("request", {})
    head = [f"<!-- made by `{command}`: do not edit -->", f"# Sweep {folder.name}: {study.study_name}"]
    parts = [" ".join([*progress(folder, study).lines(), f"Asked last: `{asked.get('command', 'not known')}`"])]
    parts.append(_sessions(folder, study))
    best = done(study)
    if best:
        recommender = str(asked.get("recommender", "?"))
        parts += [found(folder, study, best, recommender, command), _importances(study, best)]
    parts.append(_grid(rows, names_of(study.get_trials(deepcopy=False))))
    return "\n\n".join([*head, *filter(None, parts), *more]) + "\n"


def _sessions(folder: Path, study: optuna.Study) -> str:
    """Who worked on it, where that is more than one command that went through."""
    every = [one for one in sessions(folder, study) if one.did or one.how != "ended"]
    broken = [one for one in every if one.how in ("killed", "interrupted")]
    if len(every) < 2 and not broken:  # noqa: PLR2004 (one command that went through)
        return ""
    states = dict.fromkeys(state for one in every for state in one.did)
    cells = [
        [one.started, one.how, one.ended or "-", *(str(one.did.get(state, 0)) for state in states)] for one in every
    ]
    table = grid(["session began", "how it ended", "last sign of life", *states], cells, n_left=3)
    said = f"{len(every)} sessions worked on it."
    if broken:
        resumed = any(one.started > broken[0].started for one in every)
        said = f"It was {broken[0].how} after {broken[0].ended}{' and resumed' if resumed else ''}."
    return f"{said}\n\n{table}"


def _importances(study: optuna.Study, best: Sequence[FrozenTrial]) -> str:
    if len(best[0].params) == 1:
        return ""
    shares = importance(study)
    if not shares:
        return f"What each setting matters shows from {LEAST} configurations with different scores on."
    head, rows = ["setting", "importance"], [[name, f"{share:.2f}"] for name, share in shares.items()]
    if len(study.directions) > 1:
        head[1:] = ["for the score", "for the time"]
        latency = importance(study, 1)
        for row in rows:
            row.append(f"{latency.get(row[0], 0):.2f}")
    else:
        head.append("best")
        for row in rows:
            row.append(written(best[0].params[row[0]]))
    return f"{grid(head, rows)}\n\n{reliability(len(best), len(shares))}"


def _grid(rows: pl.DataFrame, names: Sequence[str]) -> str:
    with_search = rows["on_front"].any()
    head = ["run, or what became of it", *names, "score", "margin", *(["time / exact's"] if with_search else [])]
    lines = []
    for row in rows.iter_rows(named=True):
        fine = row["state"] == "done"
        about = row["run"] if fine else ": ".join(filter(None, (row["state"], row["why"])))
        score = "-" if row["score"] is None else f"{row['score']:.4f}"
        ratio = "-" if row["search_ratio"] is None else f"{row['search_ratio']:.3g}"
        cells = [about, *(row[name] or "-" for name in names), score, row["margin"] or ""]
        lines.append([*cells, ratio] if with_search else cells)
    return grid(head, lines)
