"""Files of reports."""

from pathlib import Path

import polars as pl

from fashrec.plain import writing


def write(file: Path, content: str | bytes | pl.DataFrame) -> int:
    """Write a file; its size in bytes.

    Raises:
        ConfigError: where that cannot be.
    """
    with writing(file, "reports", "out=reports"):
        if isinstance(content, str):
            file.write_text(content, encoding="utf-8")
        elif isinstance(content, bytes):
            file.write_bytes(content)
        else:
            content.write_csv(file)
        return file.stat().st_size
