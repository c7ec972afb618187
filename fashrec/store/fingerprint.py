"""The content of source files as one hash, read once and remembered."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fashrec.stages import Progress

# a file changed less than this long ago may change again within its clock's tick: it is read anew next time
SETTLED_S = 2.0
MANY = 200


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Hashes of files' names and contents; names below which folder does not matter.

    Attributes:
        folder: where answers are remembered, by the files' paths, sizes, times and inodes.
        progress: shows a bar where many files are read.
    """

    folder: Path
    progress: Progress

    def __call__(self, files: list[Path]) -> str:
        """The hash (64 hexadecimal digits) of these files' names and contents, whatever their order."""
        files = sorted(files, key=lambda file: (file.name, str(file)))
        stats = [file.stat() for file in files]
        seen = "\n".join(
            f"{file.absolute()} {s.st_size} {s.st_mtime_ns} {s.st_ino}" for file, s in zip(files, stats, strict=True)
        )
        note = self.folder / hashlib.sha256(seen.encode()).hexdigest()[:20]
        if note.exists():
            return note.read_text()
        digest = self._read(files)
        newest_s = max((s.st_mtime for s in stats), default=0.0)
        if time.time() - newest_s > SETTLED_S:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = note.with_suffix(f".{time.monotonic_ns()}")
            beside.write_text(digest)
            beside.rename(note)
        return digest

    def _read(self, files: list[Path]) -> str:
        whole = hashlib.sha256()
        with self.progress.task("reading sources once", len(files), "files") as step, ThreadPoolExecutor(2) as pool:
            for start in range(0, len(files), MANY):
                part = files[start : start + MANY]
                for file, digest in zip(part, pool.map(sha256_of, part), strict=True):
                    whole.update(f"{file.name}\0{digest}\n".encode())
                step(len(part))
        return whole.hexdigest()


def sha256_of(file: Path) -> str:
    """The sha256 of a file's content, 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
