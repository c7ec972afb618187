"""What a person sees when something is wrong: what, where, why, and what to do about it."""

from typing import ClassVar


class FashrecError(Exception):
    """An error in four parts; `exit_status` is what a command ends with.

    Args:
        what: the fact, with numbers and names, in one sentence.
        where: the setting's path, the file and line, or the artefact.
        why: why fashrec cannot go on as if nothing were.
        do: the next thing to type or to change.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str, why: str, do: str) -> None:
        super().__init__(what, where, why, do)
        self.what, self.where, self.why, self.do = what, where, why, do

    def __str__(self) -> str:
        head = f"{type(self).__name__}: {self.what}"
        return f"{head}\n  where: {self.where}\n  why:   {self.why}\n  do:    {self.do}"

    def __reduce__(self) -> tuple[object, ...]:
        # joblib's workers pickle what they raise; keyword arguments need a hand
        return _rebuild, (type(self), self.what, self.where, self.why, self.do)


def _rebuild(kind: type[FashrecError], what: str, where: str, why: str, do: str) -> FashrecError:
    return kind(what, where=where, why=why, do=do)


class ConfigError(FashrecError):
    """The request is wrong: a setting's name, its value, or a combination of values."""

    exit_status = 2


class DataError(FashrecError):
    """The data given cannot be used as they are."""


class SpaceError(FashrecError):
    """Vectors of one space met vectors of another."""


class LeakError(FashrecError):
    """Something that is fitted saw what lies at or after its cut."""


class StoreError(FashrecError):
    """An artefact cannot be read, written or locked."""


class FashrecWarning(UserWarning):
    """A warning that a person can act on; the tests turn it into an error."""


def require(holds: bool, setting: str, value: object, allowed: str) -> None:
    """Raise a ConfigError that names `setting` unless `holds`.

    Args:
        holds: whether the value is one of those allowed.
        setting: the setting's path below its own node, such as `trees`.
        value: what was given.
        allowed: the allowed values in words, with unit and range.

    Raises:
        ConfigError: where `holds` is false.
    """
    if not holds:
        raise ConfigError(
            f"{setting}={value!r} is not allowed",
            where=setting,
            why=f"{setting} must be {allowed}",
            do=f"set {setting} to {allowed}",
        )


def require_folder(setting: str, value: str) -> None:
    """Raise a ConfigError that names `setting` unless `value` names a folder inside another.

    Raises:
        ConfigError: where it is empty, has a separator, or is dots.
    """
    plain = bool(value.strip(".")) and not set("/\\") & set(value)
    require(plain, setting, value, "a plain name, such as mine: it becomes a folder's")


def require_whole(owner: object, least: int, *settings: str) -> None:
    """Raise a ConfigError that names the first of these fields which is no whole number of at least `least`.

    Raises:
        ConfigError: likewise; True and False are no numbers.
    """
    for name in settings:
        value = getattr(owner, name)
        require(type(value) is int and value >= least, name, value, f"a whole number of at least {least}")
