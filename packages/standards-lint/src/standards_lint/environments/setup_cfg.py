"""`setup.cfg`: what a project declares to setuptools in `[options]`, and its extras."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

from standards_lint.environments.contents import Contents, merged
from standards_lint.environments.ini_files import parsed
from standards_lint.environments.markers import Platform
from standards_lint.environments.reference import Reference, unknown
from standards_lint.environments.requirements import normalised, read_lines, read_text

_FROM_FILES = "file:"


def extras(path: Path) -> tuple[str, ...] | None:
    """The normalised names of its extras; None where it declares no requirements at all.

    Raises:
        EnvironmentSourceError: it cannot be read.
    """
    parser = _parsed(path)
    declared = _extras(parser)
    has_any = bool(declared) or parser.has_option("options", "install_requires")
    return tuple(declared) if has_any else None


def read(reference: Reference, where: Platform) -> Contents:
    """What a project asks for directly on one platform, with the extras asked for.

    Raises:
        EnvironmentSourceError: it cannot be read, there is no such extra, or a requirement is
            wrong.
    """
    parser = _parsed(reference.path)
    declared = _extras(parser)
    texts = [parser.get("options", "install_requires", fallback="")]
    for name in sorted(reference.extras):
        if name not in declared:
            raise unknown(reference.path, f"extra {name!r}", declared)
        texts.append(declared[name])
    return merged(tuple(read_lines(_lines(text), reference.path, where) for text in texts))


def _lines(text: str) -> str:
    """The requirements themselves, or that they are in other files."""
    stripped = text.strip()
    if not stripped.startswith(_FROM_FILES):
        return stripped
    files = stripped.removeprefix(_FROM_FILES).replace("\n", ",").split(",")
    return "\n".join(f"-r {file.strip()}" for file in files if file.strip())


def _extras(parser: ConfigParser) -> dict[str, str]:
    section = "options.extras_require"
    found = parser.items(section) if parser.has_section(section) else []
    return {normalised(name): text for name, text in found}


def _parsed(path: Path) -> ConfigParser:
    return parsed(read_text(path), f"{path}: cannot be read")
