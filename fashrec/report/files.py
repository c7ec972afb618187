"""Files of reports."""

from pathlib import Path

import polars as pl

from fashrec.errors import ConfigError


def write(file: Path, content: str | bytes | pl.DataFrame) -> int:
    """Write a file; its size in bytes."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            file.write_text(content, encoding="utf-8")
        elif isinstance(content, bytes):
            file.write_bytes(content)
        else:
            content.write_csv(file)
        return file.stat().st_size
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written: {error.strerror}",
            where="out=FOLDER",
            why="reports are written below it",
            do="give a folder that can be written to, as in out=reports",
        ) from error
