"""Names the key that is wrong, and the key that was meant."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from standards_lint.errors import ConfigError

_MOST_LISTED = 15


def nearest(word: str, known: tuple[str, ...]) -> str:
    """A hint that ends a message: the closest known word, or the known words."""
    from difflib import get_close_matches

    spelled = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), spelled, n=1, cutoff=0.5)
    if close:
        return f"did you mean {spelled[close[0]]!r}?"
    listed = ", ".join(sorted(known)[:_MOST_LISTED])
    return f"known: {listed}{', ...' if len(known) > _MOST_LISTED else ''}"


def check_keys(table: object, struct: type[Struct], where: str) -> None:
    """Refuse keys that `struct` does not have.

    Args:
        table: decoded TOML; anything but a table is left to the type check.
        struct: the type that says which keys are known.
        where: file, and table inside it, for the message.

    Raises:
        ConfigError: an unknown key.
    """
    if not isinstance(table, Mapping):
        return
    known = struct.__struct_encode_fields__
    for key in table:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}; {nearest(key, known)}")
