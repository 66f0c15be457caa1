"""Generated trees of modules whose import CPython can decide: nothing in them is unknown."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from random import Random

MODULES = ("a", "b", "c", "p", "p.s", "p.t", "p.q", "p.q.u")
PACKAGES = ("p", "p.q")
ABSENT = ("torch", "jax")
PRESENT = "numpy"
NAMES = ("n0", "n1", "n2")
# Any attribute of it exists.
VALUE = "__import__('numpy').anything"
CAUGHT = (
    "ImportError",
    "ModuleNotFoundError",
    "Exception",
    "ValueError",
    "(ImportError, KeyError)",
)
CONDITIONS = (
    "True",
    "None",
    "__import__('sys').platform == 'linux'",
    "__import__('sys').platform == 'win32'",
    "__import__('importlib.util').util.find_spec('numpy')",
    "__import__('importlib.util').util.find_spec('torch') is not None",
)
DEEPEST = 3


def tree(random: Random) -> dict[str, str]:
    """Paths to sources."""
    return {_path(module): _block(random, 0, random.randint(1, 3)) for module in MODULES}


def _path(module: str) -> str:
    path = module.replace(".", "/")
    return f"{path}/__init__.py" if module in PACKAGES else f"{path}.py"


def _block(random: Random, depth: int, count: int) -> str:
    kinds = SIMPLE if depth >= DEEPEST else SIMPLE + COMPOUND
    return "\n".join(random.choice(kinds)(random, depth) for _ in range(count))


def _inner(random: Random, depth: int) -> str:
    return textwrap.indent(_block(random, depth + 1, random.randint(1, 2)), "    ")


def _module(random: Random) -> str:
    return random.choice((*MODULES, *MODULES, *ABSENT, PRESENT))


def _import(random: Random, depth: int) -> str:
    alias = random.choice(("", f" as {random.choice(NAMES)}"))
    return f"import {_module(random)}{alias}"


def _import_from(random: Random, depth: int) -> str:
    names = (random.choice(NAMES), random.choice(NAMES), "*") if not depth else NAMES
    module, name = _module(random), random.choice(names)
    # What a star takes from elsewhere is unknown.
    return f"from {module} import {NAMES[0] if name == '*' and module == PRESENT else name}"


def _import_submodule(random: Random, depth: int) -> str:
    return f"from {random.choice(('p import s', 'p import t', 'p import q', 'p.q import u'))}"


def _bind(random: Random, depth: int) -> str:
    name = random.choice(NAMES)
    return random.choice((f"{name} = {VALUE}", f"class {name}:\n    x = Base = {VALUE}"))


def _use(random: Random, depth: int) -> str:
    name, module = random.choice(NAMES), random.choice(MODULES)
    uses = (
        name,
        f"{name}.x",
        f"class C({name}.Base): ...",
        f"import {module}\n{module}.{name}",
        f"import {module}\n{module}.{name} = {VALUE}",
        "import p\np.s",
        "import p.s\np.t",
        "import p\np.q.u",
        f"del {name}",
    )
    return random.choice(uses if not depth else uses[:-1])


def _guard(random: Random, depth: int) -> str:
    name = random.choice(NAMES)
    handler = random.choice(("    pass", "    raise", f"    {name} = None", _inner(random, depth)))
    text = f"try:\n{_inner(random, depth)}\nexcept {random.choice(CAUGHT)}:\n{handler}"
    if random.random() < 0.3:
        text += f"\nelse:\n{_inner(random, depth)}"
    if random.random() < 0.2:
        text += f"\nfinally:\n{_inner(random, depth)}"
    return text


def _if(random: Random, depth: int) -> str:
    condition = random.choice(CONDITIONS)
    return f"if {condition}:\n{_inner(random, depth)}\nelse:\n{_inner(random, depth)}"


def _function(random: Random, depth: int) -> str:
    """Names of a called function are the module's, as everywhere else in these trees."""
    names = ", ".join((*NAMES, *dict.fromkeys(m.partition(".")[0] for m in MODULES)))
    call = random.choice(("f()", ""))
    return f"def f():\n    global {names}\n{_inner(random, depth)}\n{call}"


def _suppress(random: Random, depth: int) -> str:
    caught = random.choice(CAUGHT[:4])
    return f"import contextlib\nwith contextlib.suppress({caught}):\n{_inner(random, depth)}"


def _flag(random: Random, depth: int) -> str:
    package, name = random.choice((*ABSENT, PRESENT)), random.choice(NAMES)
    return (
        f"try:\n    import {package}\n    HAS = True\nexcept ImportError:\n    HAS = False\n"
        f"if HAS:\n    {name} = {VALUE}\nelse:\n{_inner(random, depth)}"
    )


def _loop(random: Random, depth: int) -> str:
    return f"for _ in (1, 2):\n{_inner(random, depth)}"


Kind = Callable[[Random, int], str]
SIMPLE: tuple[Kind, ...] = (_import, _import_from, _import_submodule, _bind, _bind, _use)
COMPOUND: tuple[Kind, ...] = (_guard, _guard, _if, _function, _suppress, _flag, _loop)
