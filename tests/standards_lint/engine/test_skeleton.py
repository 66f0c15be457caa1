"""The fast reader, which cuts function bodies out of the text, agrees with a full parse."""

import os
import sysconfig
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from standards_lint import facts
from standards_lint.source import read as reading
from standards_lint.source.signatures import CERTAIN

from .generated import tree
from .weird_sources import WEIRD

SAMPLE = 40
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
        signature = (loads(item.annotations) - CERTAIN, loads(item.defaults) - CERTAIN)
        return (item.name, item.is_async, *signature)
    if isinstance(item, tuple):
        return tuple(outline(part) for part in item)
    if isinstance(item, Struct):
        fields = [outline(getattr(item, field)) for field in item.__struct_fields__]
        return (type(item).__name__, *fields)
    return item


def defines(item):
    """All definitions outside the bodies of functions, in order."""
    if isinstance(item, facts.Define):
        yield item
    if isinstance(item, (Struct, tuple)) and not isinstance(item, facts.Function):
        fields = item if isinstance(item, tuple) else item.__struct_fields__
        for field in fields:
            yield from defines(field if isinstance(item, tuple) else getattr(item, field))


def agrees(text):
    """Whether both readers see the same; True where the fast one declines."""
    fast = reading._from_skeleton(text)
    whole = reading._whole(text)
    if fast is None or whole.problems:
        return fast is None or fast.problems == whole.problems
    if outline(fast.body) != outline(whole.body) or fast.futures != whole.futures:
        return False
    lines = text.split("\n")
    for cut, full in zip(defines(fast.body), defines(whole.body), strict=True):
        if cut.function.span is not None:
            first, last = cut.function.span
            found = reading.read_body(lines[first - 1 : last], first)
            if found is None or found.function.body != full.function.body:
                return False
    return True


def sources(place):
    """Source files of the standard library, or of the packages installed beside it."""
    root = Path(sysconfig.get_path(place))
    every = sorted(root.rglob("*.py"))
    if place == "stdlib":
        every = [path for path in every if "site-packages" not in path.parts]
    if os.environ.get(EVERYTHING):
        return every
    return Random(0).sample(every, min(SAMPLE, len(every)))


@pytest.mark.parametrize("place", ["stdlib", "purelib"])
def test_real_packages(place):
    declined = read = 0
    for path in sources(place):
        try:
            text = reading.decode(path.read_bytes())
        except reading.Unreadable:
            continue
        read += 1
        declined += reading._from_skeleton(text) is None
        assert agrees(text), path
    assert declined < read / 20


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


@pytest.mark.parametrize("name", WEIRD)
def test_weird_sources(name):
    assert agrees(WEIRD[name])


FRAGMENTS = st.sampled_from(
    (
        "import a",
        "x = 1  # it's",
        "'''a\n\"\"\"\n'''",
        '"""a\n  def f():\n b"""',
        'x = f"{y}" "#"',
        "x = (\n1, '(',\n)",
        "x = 1 + \\\n 2",
        "x = 'a\\\ndef f():'",
        "@a\ndef f(): return 1",
        "# a \\",
        "",
        "if x: y",
        'r = lambda: """"b"""',
    )
)
DECORATORS = st.sampled_from(("", "@a\n", "@a.b\n@c\n", "@a(1)\n@b\n", "@a  # b\n", "@a(\n)\n"))
HEADS = st.sampled_from((*HEADERS[:6], "class C:", "class C(A, metaclass=B):", "if x:", "try:"))


@st.composite
def blocks(draw, depth=0):
    """Source of consecutive statements."""
    parts = draw(st.lists(FRAGMENTS, max_size=2))
    for _ in range(draw(st.integers(0, 3 if depth < 3 else 0))):
        head = draw(HEADS)
        inner = f"{draw(blocks(depth + 1))}\npass"
        indent = draw(st.sampled_from(("    ", "  ", "\t")))
        body = "\n".join(indent + line if line else line for line in inner.split("\n"))
        ending = "\nfinally:\n    pass" if head == "try:" else ""
        decorators = draw(DECORATORS) if "def" in head or "class" in head else ""
        parts += [f"{decorators}{head}\n{body}{ending}", *draw(st.lists(FRAGMENTS, max_size=1))]
    return "\n".join(parts)


@settings(max_examples=100, deadline=None)
@given(blocks())
def test_any_source(text):
    assert agrees(f"{text}\nimport last\n")
