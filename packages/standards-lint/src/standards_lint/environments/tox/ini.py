"""The settings of `tox.ini`, `setup.cfg` and `legacy_tox_ini`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from standards_lint.environments.ini_files import parsed
from standards_lint.environments.tox import names
from standards_lint.errors import EnvironmentSourceError

_REFERENCE = re.compile(r"\{(?:\[(?P<section>[^\]]+)\])(?P<key>[\w.-]+)\}")
_WORD = re.compile(r"(?<!\\)\{(?P<word>[\w/]+)(?P<rest>:[^{}]*)?\}")
_ROOT = re.compile(r"\{(?:tox_root|toxinidir)\}/(?=\S)")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_BASE = "testenv"
_DEEPEST = 20


class IniSettings:
    """One file of settings; `core` is the section of tox itself."""

    def __init__(self, text: str, path: Path, core: str = "tox") -> None:
        self.path = path
        self._core = core
        self._parser = parsed(text, str(path))

    def is_of_tox(self) -> bool:
        """Whether there is anything for tox in the file."""
        return any(name in (self._core, _BASE) or _own(name) for name in self._parser.sections())

    def default_names(self) -> tuple[str, ...]:
        """The environments of `env_list`."""
        text = self._get(self._core, "env_list") or self._get(self._core, "envlist") or ""
        return names.listed(text)

    def names(self) -> tuple[str, ...]:
        """The environments of `env_list`, then those that only have a section."""
        sections = [own for name in self._parser.sections() for own in names.expanded(_own(name))]
        return tuple(dict.fromkeys((*self.default_names(), *filter(None, sections))))

    def lines(self, name: str, key: str) -> tuple[str, ...]:
        """The lines of a setting of an environment that apply to it; none where it is not set."""
        return tuple(self._lines(self._value(name, key) or "", name, 0))

    def commands(self, name: str, key: str) -> tuple[str, ...]:
        """The commands in a setting of an environment, with the arguments that they default to."""
        return self.lines(name, key)

    def installs_package(self, name: str) -> bool:
        """Whether an environment gets the project itself."""
        core = (self._core, "skipsdist"), (self._core, "no_package")
        values = [self._get(section, key) or "" for section, key in core]
        values += [" ".join(self.lines(name, "skip_install"))]
        is_skipped = "skip" in self.lines(name, "package")
        return not is_skipped and not any(value.lower() == "true" for value in values)

    def _value(self, name: str, key: str) -> str | None:
        for section in self._parser.sections():
            if name in names.expanded(_own(section)):
                found = self._get(section, key)
                if found is not None:
                    return found
        return self._get(_BASE, key)

    def _lines(self, value: str, name: str, depth: int) -> Iterator[str]:
        """The lines of a value; a condition in front of a reference is about all it stands for."""
        if depth > _DEEPEST:
            raise EnvironmentSourceError(f"{self.path}: settings refer to each other in a circle")
        for line in value.replace("\\\n", " ").splitlines():
            text = names.conditional(_COMMENT.sub("", line), name)
            found = _REFERENCE.search(text)
            if found:
                referred = self._referred(found["section"], found["key"])
                filled = text[: found.start()] + referred + text[found.end() :]
                yield from self._lines(filled, name, depth + 1)
            elif filled := _filled(text, name):
                yield filled

    def _referred(self, section: str, key: str) -> str:
        name = _own(section)
        return (self._value(name, key) if name else self._get(section, key)) or ""

    def _get(self, section: str, key: str) -> str | None:
        return self._parser.get(section, key, fallback=None)


def _own(section: str) -> str:
    """The environment that a section is about; empty where it is about none."""
    return section.removeprefix(f"{_BASE}:") if section.startswith(f"{_BASE}:") else ""


def _filled(text: str, name: str) -> str:
    """A line with its substitutions made, the innermost first."""
    text = _ROOT.sub("", text)
    for _ in range(_DEEPEST):
        filled = _WORD.sub(lambda found: _word(found["word"], found["rest"] or "", name), text)
        if filled == text:
            break
        text = filled
    return text.strip()


def _word(word: str, rest: str, name: str) -> str:
    """What a substitution stands for: its default, where only a run of tox knows more."""
    known = {"env_name": name, "envname": name, "tox_root": ".", "toxinidir": ".", "/": "/"}
    default = rest.removeprefix(":")
    return known.get(word, default.partition(":")[2] if word == "env" else default)
