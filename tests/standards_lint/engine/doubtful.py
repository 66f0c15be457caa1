"""Generated trees in which nobody can decide some conditions: files hold them, as texts or none.

The module `s` holds lists, tables, objects and names; the others change them, ask for them, and
import what is absent, under conditions of both sorts.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from random import Random

FLAGS = ("flag0", "flag1")
MODULES = ("m0", "m1", "m2")
STATE = """\
ITEMS = []
NESTED = {'x': []}
SET = set()
TABLE = {}
ON = False
class C:
    on = False
    def turn(self):
        self.on = True
OBJ = C()
OBJECTS = []
def turn():
    global ON
    ON = True
def reset():
    global ON
    ON = False
    ITEMS.clear()
def asks():
    return ON
def make():
    seen = False
    def see():
        nonlocal seen
        seen = True
    return see, lambda: seen
see, has_seen = make()
"""
CHANGES = (
    "s.ITEMS.append(1)",
    "s.ITEMS.clear()",
    "s.NESTED['x'].append(1)",
    "s.TABLE['a'] = 1",
    "s.TABLE.pop('a', None)",
    "s.TABLE.update(a=2)",
    "s.OBJ.on = True",
    "s.OBJ.turn()",
    "s.C.on = True",
    "s.C.on = False",
    "s.ON = True",
    "s.turn()",
    "s.reset()",
    "s.see()",
    "vars(s)['ON'] = False",
    "s.OBJECTS.append(s.C())",
    "[o.turn() for o in s.OBJECTS]",
    "setattr(s.C(), 'on', True)",
    "s.TABLE.setdefault('o', s.C()).turn()",
    "del s.ITEMS[:]",
    "s.ITEMS += [1]",
    "s.LATER = 1",
    "s.SET.add(1)",
    "s.SET.discard(1)",
    "s.SET.update([2])",
    "s.ITEMS.insert(0, 2)",
    "s.ITEMS and s.ITEMS.pop(0)",
    "s.TABLE.setdefault('a', 3)",
    "s.TABLE.clear()",
)
CALLS = tuple(change for change in CHANGES if change.endswith(")"))
ASKS = (
    "s.ITEMS",
    "not s.ITEMS",
    "len(s.ITEMS) == 1",
    "1 in s.ITEMS",
    "s.NESTED['x']",
    "'a' in s.TABLE",
    "s.TABLE.get('a') == 1",
    "not s.TABLE",
    "s.OBJ.on",
    "not s.C.on",
    "s.ON",
    "not s.asks()",
    "s.has_seen()",
    "[o for o in s.OBJECTS if o.on]",
    "any(not o.on for o in s.OBJECTS)",
    "s.TABLE.get('o', s.OBJ).on",
    "hasattr(s, 'LATER')",
    "'m0' in sys.modules",
    "len(s.OBJECTS) > 1 and s.OBJECTS[0].on",
    "s.SET == {1}",
    "len(s.SET) == 2",
    "2 in s.SET",
    "s.ITEMS[:1] == [2]",
    "s.TABLE == {'a': 1}",
    "sorted(s.TABLE)",
    "dict(s.TABLE).get('a', 5) == 5",
    "list(s.ITEMS) + [1] == [1]",
    "bool(s.TABLE) or not s.SET",
    "{**s.TABLE, 'b': 1}.get('a')",
)
DEEPEST = 3


def tree(random: Random) -> dict[str, str]:
    """Paths to sources."""
    files = {f"{module}.py": _module(random, at) for at, module in enumerate(MODULES)}
    return {"s.py": STATE, **files}


def _module(random: Random, at: int) -> str:
    others = [f"import {other}\n" for other in MODULES[:at] if random.random() < 0.4]
    block = _block(random, 0, "", random.randint(2, 4))
    return f"import contextlib, sys\nimport s\n{''.join(others)}{block}"


def _block(random: Random, depth: int, jumps: str, count: int) -> str:
    """Statements; `jumps` are those that may end them: `b` and `c` in a loop, `r` in a call."""
    kinds = SIMPLE if depth >= DEEPEST else SIMPLE + COMPOUND
    found = [random.choice(kinds)(random, depth, jumps) for _ in range(count)]
    if jumps and random.random() < 0.3:
        found.append({"b": "break", "c": "continue", "r": "return 1"}[random.choice(jumps)])
    return "\n".join(found)


def _inner(random: Random, depth: int, jumps: str) -> str:
    return textwrap.indent(_block(random, depth + 1, jumps, random.randint(1, 2)), "    ")


def _flag(random: Random) -> str:
    return f"{random.choice(('', 'not '))}open('{random.choice(FLAGS)}').read()"


def _condition(random: Random) -> str:
    return _flag(random) if random.random() < 0.6 else random.choice(ASKS)


def _change(random: Random, depth: int, jumps: str) -> str:
    return random.choice(CHANGES)


def _fail(random: Random, depth: int, jumps: str) -> str:
    return "import torch" if depth else f"if {random.choice(ASKS)}:\n    import torch"


def _operand(random: Random, depth: int, jumps: str) -> str:
    return f"{_flag(random)} {random.choice(('and', 'or'))} {random.choice(CALLS)}"


def _choice(random: Random, depth: int, jumps: str) -> str:
    return f"{random.choice(CALLS)} if {_condition(random)} else {random.choice(CALLS)}"


def _comprehension(random: Random, depth: int, jumps: str) -> str:
    return f"[{random.choice(CALLS)} for _ in (1, 2) if {_condition(random)}]"


def _if(random: Random, depth: int, jumps: str) -> str:
    text = f"if {_condition(random)}:\n{_inner(random, depth, jumps)}"
    if random.random() < 0.5:
        text += f"\nelse:\n{_inner(random, depth, jumps)}"
    return text


def _for(random: Random, depth: int, jumps: str) -> str:
    inside = "bc" + jumps.replace("b", "").replace("c", "")
    text = f"for _ in (1, 2):\n{_inner(random, depth, inside)}"
    if random.random() < 0.4:
        text += f"\nelse:\n{_inner(random, depth, jumps)}"
    return text


def _suppress(random: Random, depth: int, jumps: str) -> str:
    return f"with contextlib.suppress(ImportError):\n{_inner(random, depth, jumps)}"


def _generator(random: Random, depth: int, jumps: str) -> str:
    first, last = random.choice(CHANGES), random.choice(CHANGES)
    body = f"    {first}\n    yield 1\n    if {_condition(random)}:\n        return\n    {last}\n"
    return f"def g():\n{body}    yield 2\nfor _ in g():\n{_inner(random, depth, jumps and 'c')}"


def _endless(random: Random, depth: int, jumps: str) -> str:
    inside = jumps.replace("b", "").replace("c", "") + "b"
    text = (
        f"    if {_condition(random)}:\n        break\n{_inner(random, depth, inside)}\n    break"
    )
    return f"while True:\n{text}"


def _class(random: Random, depth: int, jumps: str) -> str:
    base = random.choice(("", "(s.C)", "(type(s.OBJ))"))
    return f"class D{base}:\n{_inner(random, depth, '')}"


def _handed(random: Random, depth: int, jumps: str) -> str:
    function = (
        f"def h(t, o=s.OBJ):\n    if {_condition(random)}:\n        return t\n    t.append(o)"
    )
    ask = random.choice(("s.ITEMS", "s.NESTED['x']", "h([]) is None", "not h([])"))
    handed = random.choice(("s.ITEMS", "s.NESTED['x']"))
    return f"{function}\nh({handed})\nif {ask}:\n    import torch"


def _while(random: Random, depth: int, jumps: str) -> str:
    inside = jumps.replace("b", "").replace("c", "") + "b"
    return f"while {_condition(random)}:\n{_inner(random, depth, inside)}\n    break"


def _function(random: Random, depth: int, jumps: str) -> str:
    call = random.choice(
        ("f()", "if f():\n    import torch", f"if not f():\n    {_fail(random, 1, '')}")
    )
    return f"def f():\n{_inner(random, depth, 'r')}\n{call}"


def _guard(random: Random, depth: int, jumps: str) -> str:
    handler = _inner(random, depth, jumps)
    text = f"try:\n{_inner(random, depth, jumps)}\nexcept ImportError:\n{handler}"
    if random.random() < 0.3:
        text += f"\nelse:\n{_inner(random, depth, jumps)}"
    if random.random() < 0.2:
        text += f"\nfinally:\n{_inner(random, depth, '')}"
    return text


Kind = Callable[[Random, int, str], str]
SIMPLE: tuple[Kind, ...] = (_change, _change, _change, _fail, _operand, _choice, _comprehension)
COMPOUND: tuple[Kind, ...] = (
    *(_if, _if, _if, _for, _while, _function, _guard),
    *(_suppress, _generator, _endless, _class, _handed),
)
