"""Tables as LaTeX: what compiles, whatever stands in the cells."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fashrec.report.as_latex import escaped, latex
from fashrec.report.blocks import Block, Cell, Column, Heading, Text, table

EVIL = 'a_b & 100 % of $x$ {y} #1 ~ ^ \\end{table} <i> [z] "q" *s* -- ±≤≥×–…→ é 가'
DOCUMENT = r"\documentclass{{article}}\usepackage{{booktabs,graphicx}}\begin{{document}}{}\end{{document}}"


def made() -> str:
    """A report of two tables, the first of which has everything that LaTeX could take amiss."""
    head = [Column("run", "n = 1"), Column("all_of_it", "n = 4,707"), Column("cold")]
    rows: list[list[object]] = [[Cell(EVIL), Cell("-0.1234", "±.010", bold=True), Cell("-")], ["[x]", "*", "0.5"]]
    blocks: list[Block] = [
        Heading(1, "x_1: hit_rate@5"),
        Heading(2, EVIL),
        table(head, rows),
        Text(EVIL),
        table(["a"], [["b"]]),
    ]
    return latex(blocks, "python -m fashrec.report 'runs=runs/x%/*'")


def test_every_row_has_the_columns_of_its_table() -> None:
    """One & less than columns, in head, second head and rows, once what is escaped is taken away."""
    for text in re.findall(r"\\begin\{tabular\}(.*?)\\end\{tabular\}", made(), re.DOTALL):
        columns = re.match(r"\{([lr]+)\}", text)
        assert columns
        lines = [line for line in text.splitlines() if line.endswith(r" \\")]
        assert lines
        assert {len(re.findall(r"(?<!\\)&", line)) for line in lines} == {len(columns[1]) - 1}


def test_environments_and_braces_are_balanced() -> None:
    """Each that begins ends, innermost first; the end of a table inside a cell is text."""
    text = "\n".join(line for line in made().splitlines() if not line.startswith("%"))
    open_: list[str] = []
    for verb, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if verb == "begin":
            open_.append(name)
        else:
            assert open_.pop() == name
    assert open_ == []
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")


def test_nothing_that_latex_reads_is_left_of_a_text() -> None:
    """Each special letter stands behind a backslash or is a command; letters without a font have their code."""
    text = escaped(EVIL)
    assert text.startswith(r"a\_b \& 100 \% of \$x\$ \{y\} \#1 ")
    assert text.isascii() or set(re.findall(r"[^\x00-\x7f]", text)) == {"é"}
    assert "[U+AC00]" in text.replace("{[}", "[")
    assert "--" not in text
    assert escaped("-0.5 and 2020-07-01") == "$-$0.5 and 2020-07-01"


def test_floats_are_captioned_by_the_headings_above() -> None:
    """The report's title and the nearest heading; labels are told apart."""
    text = made()
    assert text.startswith("% made by `python -m fashrec.report 'runs=runs/x%/*'`: do not edit\n")
    assert text.count(r"\begin{table}") == text.count(r"\caption{x\_1: hit\_rate@5. a\_b") == 2
    assert r"\label{tab:fashrec-1}" in text
    assert r"\label{tab:fashrec-2}" in text
    assert r"\textbf{$-$0.1234} {\footnotesize $\pm$.010}" in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")
def test_it_compiles(tmp_path: Path) -> None:
    """A document that inputs it is set without an error."""
    (tmp_path / "table.tex").write_text(made(), encoding="utf-8")
    (tmp_path / "all.tex").write_text(DOCUMENT.format(r"\input{table}"), encoding="utf-8")
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
