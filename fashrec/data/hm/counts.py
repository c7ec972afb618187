"""Nobody vanishes: each row that came in is kept, or counted out by its first cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the rows of one table.

    Attributes:
        rows_in: rows of the source, without its header and blank lines.
        kept: rows written.
        out: rows left out, by cause; a row with several causes counts for the first. Causes without a row are absent.
        noted: kept rows that lack something, by what; absent where there is none.
    """

    rows_in: int
    kept: int
    out: Mapping[str, int] = field(default_factory=dict)
    noted: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lost = self.rows_in - self.kept - sum(self.out.values())
        assert lost == 0, f"{lost} of {self.rows_in} rows are neither kept nor counted out"
        object.__setattr__(self, "out", {cause: n for cause, n in self.out.items() if n})
        object.__setattr__(self, "noted", {what: n for what, n in self.noted.items() if n})

    def as_json(self) -> dict[str, int | dict[str, int]]:
        """The same as plain numbers, for counts.json and run.json."""
        return {"rows_in": self.rows_in, "kept": self.kept, "out": dict(self.out), "noted": dict(self.noted)}
