"""The modules of a room, each with what its docstrings say."""

from pathlib import Path


def modules(name: str, root: Path) -> tuple[str, list[Path]]:
    """Markdown for a module, or for every module of a package, and the files it stands in.

    Args:
        name: such as `fashrec.types` or `fashrec.recommend`; with `.*` after it, packages within it too.
        root: the repository.
    """
    place = root.joinpath(*name.removesuffix(".*").split("."))
    if not place.is_dir():
        return _automodule(name), [place.with_suffix(".py")]
    files = sorted(place.glob("**/*.py" if name.endswith("*") else "*.py"))
    named = [(file, _module(file, root)) for file in files if not file.stem.startswith("__")]
    return "\n".join(f"## {module}\n\n{_automodule(module)}" for _, module in named), files


def _module(file: Path, root: Path) -> str:
    return ".".join(file.relative_to(root).with_suffix("").parts)


def _automodule(name: str) -> str:
    return f"```{{eval-rst}}\n.. automodule:: {name}\n```\n"
