"""The text of a configuration file that says what was found, with the reasons as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from standards_lint.discovery.found import Discovery, Found, Roots

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DELETE = "\x7f"
_WIDTH = 80


def configuration(found: Discovery) -> str:
    """A `standards-lint.toml`, to be read and corrected by people."""
    blocks = ["\n".join(_head(found.roots))]
    blocks += ["\n".join(_environment(item, found)) for item in found.environments]
    names = {item.name for item in found.environments}
    left_out = {item.name: item for item in reversed(found.left_out) if item.name not in names}
    blocks += ["\n".join(_left_out(item, found)) for item in reversed(left_out.values())]
    return "\n\n".join(blocks) + "\n"


def _head(roots: Roots) -> Iterator[str]:
    yield "# Guessed by `standards-lint init`: correct what is wrong."
    yield "# Import roots, in the order of sys.path."
    for path, why in roots.src:
        yield f"#   {_line(path)}: {_line(why)}"
    yield f"src = {_list(path for path, _ in roots.src)}"
    if roots.exclude:
        yield "# Not judged: tests, tools, and folders that nothing imports."
        yield f"exclude = {_list(roots.exclude)}"
    if roots.scripts:
        yield "# Not judged. To judge files as `python FILE` runs them, take away the #."
        yield f"# scripts = {_list(roots.scripts)}"


def _environment(item: Found, found: Discovery) -> Iterator[str]:
    yield f"# {_line(_sentence(item.why))}."
    yield f"[environments.{_key(item.name)}]"
    if not found.is_python_declared:
        yield f"python-version = {_text(found.python)}"
    yield f"provides-from = {_list(item.provides_from)}"


def _left_out(item: Found, found: Discovery) -> Iterator[str]:
    yield f"# {_line(_sentence(item.why))}. Left out: {_line(item.doubt)}."
    _, *table = _environment(item, found)
    yield from (f"# {line}" for line in "\n".join(table).split("\n"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(text: str) -> str:
    """A text that can stand in a comment: one line, no control characters."""
    return "".join(each if each.isprintable() else " " for each in text)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _list(values: Iterable[str]) -> str:
    items = [_text(value) for value in values]
    inline = f"[{', '.join(items)}]"
    if len(inline) <= _WIDTH:
        return inline
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _text(value: str) -> str:
    """A basic string of TOML; JSON's are the same but for one character."""
    return json.dumps(value, ensure_ascii=False).replace(_DELETE, r"\u007f")
