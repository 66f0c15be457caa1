"""Names of tox environments: generative ones spelled out, and conditions about their factors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_GROUP = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_OUTSIDE_OF_BRACES = re.compile(r"(?:[^,\s{}]|\{[^{}]*\})+")
_CONDITION = re.compile(r"(?P<factors>[\w.{},!-]+(?:\s*,\s*[\w.{}!-]+)*)\s*:(?=\s)\s*(?P<rest>.*)")
_PYTHON = re.compile(r"(?:py|pypy|python)[\d.]*t?")
_LONGEST_RANGE = 1000


def is_python(factor: str) -> bool:
    """Whether a factor of a name says only which Python it is, such as `py311`.

    >>> is_python("py311"), is_python("pyside")
    (True, False)
    """
    return bool(_PYTHON.fullmatch(factor))


def listed(text: str) -> tuple[str, ...]:
    """The names in an `env_list`, each once.

    >>> listed("lint, py{310,311}-{a,b}")
    ('lint', 'py310-a', 'py310-b', 'py311-a', 'py311-b')
    """
    words = (word for line in text.splitlines() for word in _words(line))
    return tuple(dict.fromkeys(name for word in words for name in expanded(word)))


def expanded(text: str) -> Iterator[str]:
    """Every name that one with braces stands for; `{10-12}` is a range of numbers."""
    pieces = _GROUP.split(text)
    choices = [_choices(piece) if at % 2 else (piece,) for at, piece in enumerate(pieces)]
    for chosen in product(*choices):
        yield re.sub(r"-{2,}", "-", "".join(chosen)).strip("-")


def conditional(line: str, name: str) -> str:
    """What a line with a condition in front says for an environment; empty where it is not met.

    >>> conditional("gpu,!old: torch", "gpu-old"), conditional("gpu: torch", "cpu")
    ('torch', '')
    """
    found = _CONDITION.fullmatch(line.strip())
    if found is None:
        return line.strip()
    factors = {name, *name.split("-")}
    alternatives = listed(found["factors"])
    return found["rest"].strip() if any(_met(each, factors) for each in alternatives) else ""


def _met(expression: str, factors: set[str]) -> bool:
    return all(
        (part[1:] not in factors) if part.startswith("!") else part in factors
        for part in expression.split("-")
    )


def _words(line: str) -> list[str]:
    return _OUTSIDE_OF_BRACES.findall(line.partition("#")[0])


def _choices(text: str) -> tuple[str, ...]:
    return tuple(each for piece in text.split(",") for each in _range(piece.strip()))


def _range(piece: str) -> Iterator[str]:
    found = _RANGE.fullmatch(piece)
    if found is None:
        yield piece
        return
    first, last = int(found[1]), int(found[2])
    yield from map(str, range(first, min(last, first + _LONGEST_RANGE) + 1))
