r"""The tables of a report as LaTeX, in the manner of booktabs.

For `\input`: a document needs `\usepackage{booktabs,graphicx}`. Every text is escaped; a table wider than the page is
shrunk to it.
"""

import re
from collections.abc import Iterator, Sequence

from fashrec.report.blocks import Block, Cell, Column, Heading, Table

SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",  # a straight one needs other fonts
    "[": "{[}",  # or it is taken for an option of the line's end before it
    "*": "{*}",  # likewise
    "±": r"$\pm$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "×": r"$\times$",
    "−": r"$-$",
    "…": r"\ldots{}",
    "→": r"$\rightarrow$",
    "·": r"$\cdot$",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "°": r"\textdegree{}",
}
NEEDS = r"% needs \usepackage{booktabs,graphicx}; \input it where the tables shall stand"
LATIN = "À-ÖØ-öø-ÿ"  # what pdflatex knows as it is
MINUS = re.compile(r"(?<![\w.])-(?=[\d.])")  # before a number, not inside a name
FOREIGN = re.compile(rf"[^\x20-\x7e{LATIN}]")


def latex(blocks: Sequence[Block], command: str) -> str:
    """A float for each table, captioned by the headings above it; the command that makes them stands in the first line.

    Args:
        blocks: of a report; texts and pictures are left out.
        command: what makes this text again.
    """
    return "\n\n".join([f"% made by `{_one_line(command)}`: do not edit\n{NEEDS}", *_floats(blocks)]) + "\n"


def escaped(text: str) -> str:
    """A plain text that LaTeX sets as it is; letters that pdflatex has no font for by their code, as [U+AC00]."""
    known = FOREIGN.sub(lambda found: found[0] if found[0] in SPECIAL else f"[U+{ord(found[0]):04X}]", text)
    known = MINUS.sub("−", known)
    # two hyphens would be a dash
    return "".join(SPECIAL.get(letter, letter) for letter in known).replace("--", "-{}-")


def _one_line(text: str) -> str:
    # a line's end would end the comment
    return " ".join(text.split())


def _floats(blocks: Sequence[Block]) -> Iterator[str]:
    title, heading, n = "", "", 0
    for block in blocks:
        if isinstance(block, Heading):
            title, heading = (block.text, "") if block.level == 1 else (title, block.text)
        elif isinstance(block, Table) and block.head:
            n += 1
            yield _float(block, ". ".join(filter(None, (title, heading))), n)


def _float(table: Table, caption: str, n: int) -> str:
    lines = [
        r"\begin{table}[tb]",
        r"\centering",
        rf"\caption{{{escaped(caption)}.}}",
        rf"\label{{tab:fashrec-{n}}}",
        r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%",
        rf"\begin{{tabular}}{{{'l' * table.n_left}{'r' * (len(table.head) - table.n_left)}}}",
        r"\toprule",
        *_head(table.head),
        r"\midrule",
        *(_line(map(_cell, row)) for row in table.rows),
        r"\bottomrule",
        r"\end{tabular}}",
        r"\end{table}",
    ]
    return "\n".join(lines)


def _head(columns: Sequence[Column]) -> Iterator[str]:
    yield _line(escaped(column.title) for column in columns)
    if any(column.under for column in columns):
        yield _line(rf"{{\footnotesize {escaped(column.under)}}}" if column.under else "" for column in columns)


def _line(cells: Iterator[str]) -> str:
    return " & ".join(cells) + r" \\"


def _cell(cell: Cell) -> str:
    text = rf"\textbf{{{escaped(cell.text)}}}" if cell.bold else escaped(cell.text)
    return rf"{text} {{\footnotesize {escaped(cell.margin)}}}" if cell.margin else text
