"""The settings of a group of conf/, with what the comments beside them say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import takewhile
from pathlib import Path

import yaml  # type: ignore[import-untyped] # what OmegaConf reads with

# these are read as they stand; of the others each setting has a line
LITERAL = ("experiment", "protocol", "sweep")
COMMENT = re.compile(r"(?:^|\s)#\s*(.*)$")


@dataclass(frozen=True)
class Setting:
    """One line of the reference.

    Attributes:
        name: as on the command line.
        value: its default, as YAML has it.
        said: the comment beside and below it.
    """

    name: str
    value: str
    said: str


def group(name: str, root: Path) -> tuple[str, list[Path]]:
    """Markdown for every option of a group, and their files.

    Args:
        name: a folder below conf/, or a file of it.
        root: the repository.
    """
    place = root / "conf" / name
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    return "\n".join("\n".join(_option(file, name)) for file in files), files


def settings(text: str, prefix: str) -> Iterator[Setting]:
    """Every setting of an option, nested ones by their dotted path, in the file's order.

    Args:
        text: the YAML.
        prefix: where the option goes in the configuration, such as `recommend`.
    """
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    yield from _within(tree, prefix, text.splitlines()) if tree else ()


def _within(tree: yaml.Node, prefix: str, lines: list[str]) -> Iterator[Setting]:
    assert isinstance(tree, yaml.MappingNode)
    for key, value in tree.value:
        name = ".".join(filter(None, (prefix, key.value)))
        said = " ".join(_beside(key.start_mark.line, lines))
        if key.value in ("defaults", "hydra"):
            continue
        if isinstance(value, yaml.MappingNode):
            if said:
                yield Setting(name, "", said)
            yield from _within(value, name, lines)
        else:
            yield Setting(name, _written(value), said)


def _written(value: yaml.Node) -> str:
    if isinstance(value, yaml.SequenceNode):
        return f"[{', '.join(_written(one) for one in value.value)}]"
    return str(value.value)


def _beside(row: int, lines: list[str]) -> Iterator[str]:
    """The comment that ends a line, and those on lines of their own below it."""
    below = takewhile(lambda line: line.lstrip().startswith("#"), lines[row + 1 :])
    yield from (found[1] for found in map(COMMENT.search, (lines[row], *below)) if found)


def _option(file: Path, group_name: str) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    head = list(takewhile(lambda line: line.startswith("#"), text.splitlines()))
    if file.parent.name != "conf":
        yield f"### {group_name}={file.stem}\n"
    yield from _prose(head)
    if group_name in LITERAL:
        yield "\n".join(["```yaml", *text.splitlines()[len(head) :], "```\n"])
        return
    yield from _started_from(text)
    lines = list(settings(text, group_name.replace("/", ".") if file.parent.name != "conf" else ""))
    target = next((one.value for one in lines if one.name.endswith("_target_")), "")
    if target:
        yield f"Class: {{py:obj}}`~{_defined(target)}`\n"
    yield from _table([one for one in lines if not one.name.endswith("_target_")])


def _prose(head: list[str]) -> Iterator[str]:
    """A paragraph of the comment at the top; commands are set as such."""
    for line in (line.removeprefix("#").strip() for line in head):
        if line != "@package _global_":
            yield re.sub(r"^(python -m .*?)(?=  |$)", r"\n`\1`\n", line)
    yield ""


def _started_from(text: str) -> Iterator[str]:
    listed = (yaml.safe_load(text) or {}).get("defaults", [])
    pairs = [(one, "") if isinstance(one, str) else next(iter(one.items())) for one in listed]
    named = [
        f"`{name.partition('@')[0]}{f'={_plain(value)}' if value else ''}`"
        for name, value in pairs
        if name != "_self_" and value is not None and not name.startswith("override")
    ]
    if named:
        yield f"Starts from {', '.join(dict.fromkeys(named))}.\n"


def _plain(value: object) -> str:
    return f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _defined(target: str) -> str:
    """The name under which the reference has a class that a package hands on."""
    module, _, name = target.rpartition(".")
    found = getattr(import_module(module), name)
    return f"{found.__module__}.{found.__qualname__}"


def _table(lines: list[Setting]) -> Iterator[str]:
    if not lines:
        return
    yield "| setting | default | what it is |"
    yield "| --- | --- | --- |"
    for one in lines:
        value = f"`{one.value}`" if one.value else ""
        yield f"| `{one.name}` | {value} | {one.said.replace('|', 'or')} |"
    yield ""
