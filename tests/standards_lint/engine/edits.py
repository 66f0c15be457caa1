"""Edits that people make, as functions of a source and some randomness."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from .generated import MODULES, NAMES

Edit = Callable[[Random, str], str]
_TOP = re.compile(r"^(?=\S)", re.MULTILINE)
_INSIDE = re.compile(r"^(?=    \S)", re.MULTILINE)


def _insert(random: Random, source: str, where: re.Pattern[str], text: str) -> str:
    places = [match.start() for match in where.finditer(source)]
    at = random.choice(places) if places else len(source)
    return source[:at] + text + source[at:]


def comment(random: Random, source: str) -> str:
    return random.choice(("# one\n\n", "\n")) + source


def comment_inside(random: Random, source: str) -> str:
    return _insert(random, source, _INSIDE, "    # within\n")


def blank_line(random: Random, source: str) -> str:
    return _insert(random, source, _INSIDE, "\n\n")


def constant(random: Random, source: str) -> str:
    return f"{source}\n{random.choice((*NAMES, 'k'))} = {random.randint(0, 2)}\n"


def rename(random: Random, source: str) -> str:
    return source.replace(random.choice(NAMES), random.choice(NAMES), 1)


def uncalled(random: Random, source: str) -> str:
    return f"{source}\ndef g():\n    import {random.choice(('torch', 'numpy', 'b'))}\n"


def call(random: Random, source: str) -> str:
    return f"{source}\ntry:\n    g()\nexcept NameError:\n    pass\n"


def nested(random: Random, source: str) -> str:
    inner = f"    def h():\n        import {random.choice(('torch', 'c'))}\n    return h\n"
    return f"{source}\n\ndef g():\n{inner}g()()\n"


def another_body(random: Random, source: str) -> str:
    return source.replace(*random.choice((("torch", "numpy"), ("numpy", "torch"))))


def another_guard(random: Random, source: str) -> str:
    return source.replace("except ImportError", "except ValueError", 1)


def public(random: Random, source: str) -> str:
    return f"{source}\n__all__ = {random.choice(([], ['n0'], ['n1', 'k']))}\n"


def new_import(random: Random, source: str) -> str:
    return f"from {random.choice(MODULES)} import {random.choice((*NAMES, '*'))}\n{source}"


def one_line(random: Random, source: str) -> str:
    return re.sub(r"^(import \w+)\n(?=import)", r"\1; ", source, count=1, flags=re.MULTILINE)


def definition(random: Random, source: str) -> str:
    name, kind = random.choice(UNSEEN), random.choice(DEFINITIONS)
    return _insert(random, source, _TOP, kind.format(name))


def without_definition(random: Random, source: str) -> str:
    kept = source
    for kind in DEFINITIONS:
        for name in UNSEEN:
            kept = kept.replace(kind.format(name), "")
    return kept


def look(random: Random, source: str) -> str:
    """Looks, by a name that is computed or among all names, for what a definition may add."""
    module, name = random.choice(MODULES), random.choice(UNSEEN)
    spelt = f"{name[:1]!r} + {name[1:]!r}"
    looks = (
        f"hasattr(__import__('sys').modules['{module}'], {spelt})",
        f"{spelt} in vars(__import__('sys').modules['{module}'])",
        f"{spelt} in dir(__import__('sys').modules['{module}'])",
        f"{spelt} in globals()",
        f"{spelt} in dir()",
    )
    then = random.choice(("import torch", "import numpy"))
    return f"{source}\nimport {module}\nif {random.choice(looks)}:\n    {then}\n"


def star(random: Random, source: str) -> str:
    name = random.choice(UNSEEN)
    look = f"try:\n    {name}\nexcept NameError:\n    pass\nelse:\n    import torch\n"
    return f"{source}\nfrom {random.choice(MODULES)} import *\n{look}"


UNSEEN = ("u0", "u1", "s")
DEFINITIONS = ("{} = 1\n", "def {}(x=1): import torch\n", "class {}:\n    x = [1]\n")
EDITS: tuple[Edit, ...] = (
    comment,
    comment_inside,
    blank_line,
    constant,
    rename,
    uncalled,
    call,
    nested,
    another_body,
    another_guard,
    public,
    new_import,
    one_line,
    definition,
    definition,
    without_definition,
    look,
    star,
)
