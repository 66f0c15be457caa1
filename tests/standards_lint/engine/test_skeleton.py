"""The fast reader, which cuts function bodies out of the text, agrees with a full parse."""

import os
import sysconfig
from pathlib import Path
from random import Random

from msgspec import Struct
from standards_lint import facts
from standards_lint.source import read as reading
from standards_lint.source.skeleton import _CERTAIN

from .generated import tree

SAMPLE = 150
EVERYTHING = "STANDARDS_LINT_WHOLE_LIBRARY"


def loads(item):
    """The dotted names that an expression loads."""
    if isinstance(item, facts.Name):
        return {item.id}
    if isinstance(item, facts.Attr):
        inner = loads(item.value)
        if isinstance(item.value, (facts.Name, facts.Attr)) and len(inner) == 1:
            return {f"{next(iter(inner))}.{item.attr}"}
        return inner
    if isinstance(item, tuple):
        return {name for part in item for name in loads(part)}
    if isinstance(item, Struct):
        return {name for field in item.__struct_fields__ for name in loads(getattr(item, field))}
    return set()


def outline(item):
    """Facts without the bodies of functions, and of signatures only what they load."""
    if isinstance(item, facts.Function) and item.name != "<lambda>":
        signature = (loads(item.annotations) - _CERTAIN, loads(item.defaults) - _CERTAIN)
        return (item.name, item.is_async, *signature)
    if isinstance(item, tuple):
        return tuple(outline(part) for part in item)
    if isinstance(item, Struct):
        fields = [outline(getattr(item, field)) for field in item.__struct_fields__]
        return (type(item).__name__, *fields)
    return item


def agrees(text):
    """Whether both readers see the same; True where the fast one declines."""
    fast = reading._from_skeleton(text)
    return fast is None or outline(fast.body) == outline(reading._whole(text).body)


def library():
    """Source files of the standard library."""
    root = Path(sysconfig.get_path("stdlib"))
    return sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts)


def test_the_standard_library():
    paths = library()
    if not os.environ.get(EVERYTHING):
        paths = Random(0).sample(paths, min(SAMPLE, len(paths)))
    declined = 0
    for path in paths:
        try:
            text = reading.decode(path.read_bytes())
            whole = reading._whole(text)
        except reading.Unreadable:
            continue
        fast = reading._from_skeleton(text)
        if fast is None or whole.problems:
            declined += 1
            continue
        assert outline(fast.body) == outline(whole.body), path
    assert declined < len(paths) / 2


def test_generated_trees():
    for number in range(200):
        for text in tree(Random(number)).values():
            assert agrees(text), text


HEADERS = (
    "def f(x, y=1):",
    "def f(x: T, *a: A.B, y: 'Q' = D.e, **k: K) -> R[S]:",
    "async def f(\n    x,  # comment: (\n    y='):',\n):",
    "def f(x=lambda y: y, z={'a': 1}):",
    "def f(x: int = g(1)[2], /, *, y=not a):",
    "def f(x=b'\\'', y=f'{T}'):",
    "@d(1)\ndef f() -> None: # comment",
    "def f(self, x: list[dict[str, T]] | None = None):",
)
BODIES = (
    "pass",
    "'''doc'''\nreturn x",
    '"""a \' b\n   def g(): pass\n"""\nreturn 1',
    "x = '''\ndef g():\n    import torch\n'''",
    "# comment '''\nreturn '#'",
    "if x:\n    return (1,\n2)",
    "def g():\n    return 1\nreturn g",
    "x = 'a' \\\n    'b'",
    "return [\n  1,\n]  # ]",
    "x = \"'''\"",
    "class C:\n    def m(self): ...",
    "\nx = 1\n\n\ny = 2",
)


def test_every_header_with_every_body():
    for header in HEADERS:
        for body in BODIES:
            for indent in ("", "    "):
                lines = [header, *["    " + line for line in body.split("\n")], "z = 1"]
                text = "".join(f"{indent}{line}\n" for line in "\n".join(lines).split("\n"))
                text = f"class K:\n{text}" if indent else text
                assert agrees(text + "import last\n"), text
