"""The report of one name as a page: what the Markdown files say, with plots, in one file that needs no other."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from fashrec.html.page import Section, render
from fashrec.html.parts import data_uri, table
from fashrec.report.blocks import INLINE, Block, Cell, Column, Heading, Items, Picture, Table, Text
from fashrec.report.document import CONTEXT, Gathered, Part, about, left_out, legend_of, titled
from fashrec.report.html.dots import figures
from fashrec.report.ties import tie_note

HERE = Path(__file__).parent
KINDS = {".svg": "svg+xml", ".png": "png", ".webp": "webp", ".jpg": "jpeg"}
KEY = Markup(
    '<p class="key"><span class="chance">chance</span><span class="oracle">oracle</span>'
    '<span class="ceiling">ceiling</span><span class="interval">the interval of a score</span>'
    '<span class="best">the best, by more than luck</span></p>'
)


def page(gathered: Gathered, parts: Sequence[Part], folder: Path, command: str, more: Sequence[Section] = ()) -> str:
    """The whole page.

    Args:
        gathered: the runs, whose scores are plotted.
        parts: of the report, the scores first, and whatever else was made of the runs.
        folder: where pictures are found that the parts name.
        command: what makes the page again.
        more: sections of others, behind.
    """
    rest = [part for part in parts if part.name != "Scores"]
    sections = [_section("Scores", Markup("\n").join(_scores(gathered)))]
    sections += [_section(part.name, html(part.blocks, folder)) for part in rest]
    return _sized(gathered, [*sections, *more], command)


def html(blocks: Sequence[Block], folder: Path) -> Markup:
    """Blocks inside a section: a report's title is the section's, and other headings stand a level lower."""
    made, heading = [], ""
    for block in blocks:
        heading = block.text if isinstance(block, Heading) else heading
        made.append(_block(block, folder, heading))
    return Markup("\n").join(made)


def inline(text: str) -> Markup:
    """A text with its code, links and what matters."""
    made, at = Markup(""), 0
    for found in INLINE.finditer(text):
        made += text[at : found.start()]
        if found["code"]:
            made += Markup("<code>{}</code>").format(found["code"])
        elif found["strong"]:
            made += Markup("<strong>{}</strong>").format(found["strong"])
        else:
            made += Markup('<a href="{}">{}</a>').format(found["to"], found["said"])
        at = found.end()
    return made + text[at:]


def _section(name: str, body: Markup) -> Section:
    return Section(name, body, styles=(_read("report.css"),), scripts=(_read("sort.js"),))


def _scores(gathered: Gathered) -> Iterator[Markup]:
    yield KEY
    for group, one in zip(gathered.groups, gathered.overviews, strict=True):
        yield Markup("<h3>{}</h3>").format(titled(group, gathered.metrics))
        yield from map(_paragraph, about(group))
        yield figures(group, one)
        yield _table(one.table, titled(group, gathered.metrics))
        yield from (Markup('<p class="note">{}</p>').format(inline(said)) for said in tie_note(group, f"#{CONTEXT}"))
    said = [*legend_of(gathered), *([left_out(gathered)] if gathered.left_out else [])]
    yield from (Markup('<p class="quiet">{}</p>').format(inline(text)) for text in said)


def _block(block: Block, folder: Path, heading: str) -> Markup:
    match block:
        case Heading(level=1):
            return Markup("")
        case Heading():
            level = block.level + 1
            return Markup("<h{}>{}</h{}>").format(level, inline(block.text), level)
        case Text():
            return _paragraph(block.text)
        case Items():
            lines = Markup("").join(Markup("<li>{}</li>").format(inline(line)) for line in block.lines)
            return Markup("<ul>{}</ul>").format(lines)
        case Picture():
            return _picture(block, folder)
        case Table():
            return _table(block, heading)


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(inline(text))


def _picture(picture: Picture, folder: Path) -> Markup:
    file = folder / picture.file
    address = data_uri(file.read_bytes(), KINDS[file.suffix])
    return Markup('<figure class="plot"><img src="{}" alt="{}"></figure>').format(address, picture.alt)


def _table(made: Table, heading: str) -> Markup:
    rows = [[_cell(one) for one in row] for row in made.rows]
    return table([_column(one) for one in made.head], rows, made.n_left, label=heading)


def _column(column: Column) -> Markup | str:
    return Markup("{}<br><small>{}</small>").format(column.title, column.under) if column.under else column.title


def _cell(cell: Cell) -> Markup | str:
    text = Markup("<b>{}</b>").format(cell.text) if cell.bold else cell.text
    return Markup("{} <small>{}</small>").format(text, cell.margin) if cell.margin else text


def _sized(gathered: Gathered, sections: Sequence[Section], command: str) -> str:
    """The page, which says how large it is: what it says may make it larger by a letter, so it is asked again."""
    size, text = "", ""
    for _ in range(3):
        foot = Markup("Made by <code>{}</code>. This page is {} and loads nothing.").format(command, size)
        text = render(gathered.title, sections, lead=_lead(gathered), foot=foot)
        size = f"{len(text.encode()) / 1000:,.0f} kB"
    return text


def _lead(gathered: Gathered) -> str:
    n = sum(run.times for run in gathered.runs)
    stamps = sorted(str(run.data.get("started", ""))[:10] for run in gathered.runs)
    commits = dict.fromkeys(str(run.data.get("git_commit", "unknown"))[:12] for run in gathered.runs)
    days = " to ".join(dict.fromkeys(filter(None, (stamps[0], stamps[-1]))))
    return f"{n} run{'s' * (n != 1)}{f', {days}' if days else ''}; commit {', '.join(commits)}"


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
