"""The cells of a `tox.ini`: what each installs and runs."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from standards_lint.errors import ConfigError

TOX = "tox.ini"
_SECTION = "testenv:"
_BASE = "testenv"
_LISTS = ("env_list", "envlist")
_REFERENCE = re.compile(r"\{\[([^\]]+)\]([^}]+)\}")
_DEFAULT = re.compile(r"\{(?:posargs|env:[^:{}]+):([^{}]*)\}")
_NAME = re.compile(r"\{(?:env_name|envname)\}")
_ROOT = re.compile(r"\{(?:tox_root|toxinidir)\}/?")
_OTHER = re.compile(r"\{[^{}]*\}")
_BRACES = re.compile(r"^(.*?)\{([^{}]*)\}(.*)$")
_FACTORS = re.compile(r"^([a-zA-Z0-9_.!,-]+):\s+(.*)$")


class Cell(Struct, frozen=True):
    """One environment of tox; `is_default` says that a plain `tox run` runs it.

    `deps`, `setup` and `commands` are lines with what tox would put in for its name.
    """

    name: str
    deps: tuple[str, ...]
    setup: tuple[str, ...]
    commands: tuple[str, ...]
    is_default: bool


def cells(root: Path) -> tuple[Cell, ...] | None:
    """The cells of a project, default ones first; None where it has no `tox.ini`.

    Raises:
        ConfigError: the file cannot be read.
    """
    path = root / TOX
    if not path.is_file():
        return None
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    listed = [parser.get("tox", key, fallback="") for key in _LISTS]
    default = [name for text in listed for name in _names(text)]
    sections = [section.removeprefix(_SECTION) for section in parser.sections()
                if section.startswith(_SECTION)]  # fmt: skip
    others = [name for section in sections for name in _names(section)]
    known = dict.fromkeys([*default, *others])
    return tuple(_cell(parser, name, is_default=name in default) for name in known)


def _cell(parser: configparser.ConfigParser, name: str, *, is_default: bool) -> Cell:
    def lines(*keys: str) -> tuple[str, ...]:
        return tuple(line for key in keys for line in _lines(parser, name, key))

    setup = lines("extra_setup_commands", "package_root", "commands_pre")
    return Cell(name, lines("deps"), setup, lines("commands", "commands_post"), is_default)


def _lines(parser: configparser.ConfigParser, name: str, key: str) -> Iterator[str]:
    """The lines of a setting that apply to a cell, its own or what all cells have."""
    own = next(
        (section for section in parser.sections() if section.startswith(_SECTION)
         and name in _names(section.removeprefix(_SECTION)) and parser.has_option(section, key)),
        _BASE,
    )  # fmt: skip
    text = _filled(parser.get(own, key, fallback=""), name, parser)
    for line in text.replace("\\\n", " ").splitlines():
        found = _FACTORS.match(line.strip())
        content = found[2] if found else line.strip()
        if content and (found is None or _applies(found[1], name)):
            yield content


def _filled(text: str, name: str, parser: configparser.ConfigParser, depth: int = 5) -> str:
    """A setting with its references followed; what else only tox knows is left out."""

    def referred(found: re.Match[str]) -> str:
        return parser.get(found[1], found[2], fallback="")

    for _ in range(depth):
        text = _REFERENCE.sub(referred, _NAME.sub(name, text))
    return _OTHER.sub("", _DEFAULT.sub(r"\1", _ROOT.sub("", text)))


def _applies(factors: str, name: str) -> bool:
    """Whether a condition such as `py311-linux,!docs` holds for a name."""
    own = set(name.split("-"))
    return any(
        all((part.removeprefix("!") in own) != part.startswith("!") for part in choice.split("-"))
        for choice in factors.split(",")
    )


def _names(text: str) -> list[str]:
    """The names in a list, those in braces written out: `py{311,312}-core`."""
    found = []
    for part in re.split(r"[\s,]+(?![^{]*\})", text.strip()):
        found += _expanded(part)
    return found


def _expanded(text: str) -> list[str]:
    braces = _BRACES.match(text)
    if braces is None:
        return [text] if text else []
    before, choices, after = braces.groups()
    return [
        name for item in choices.split(",") for name in _expanded(before + item.strip() + after)
    ]
