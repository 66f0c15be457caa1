"""Point 4: what a None that stands in for a missing import cannot do."""

import pytest

STAND_IN = "try:\n    from torch import T\nexcept ImportError:\n    T = None\n"
BREAKS = {
    "isinstance": "isinstance(1, T)",
    "isinstance of several": "isinstance(1, (T, int))",
    "issubclass": "issubclass(int, T)",
    "unpacked into a display": "[*T]",
    "unpacked into arguments": "print(*T)",
    "unpacked into keywords": "dict(**T)",
    "iterated": "for x in T: ...",
    "comprehension": "[x for x in T]",
    "listed": "list(T)",
    "added": "T + 1",
    "added to": "'x' + T",
    "negated": "-T",
    "compared by order": "T < 1",
    "measured": "len(T)",
    "attribute set": "T.x = 1",
    "item set": "T['x'] = 1",
    "item": "T['x']",
    "in a table": "{'a': T}['a']()",
    "in a list": "[T][0].x",
    "manager": "with T: ...",
    "metaclass": "class C(metaclass=T): ...",
}
IMPORTS = {
    "formatted": "f'{T}' '%s' % T",
    "after the type that fits": "isinstance(1, (int, T))",
    "tested": "x = T or 1\nnot T",
    "compared": "T == 1\nT is None",
    "of typing": "import typing\ntyping.Optional[T]\nint | T",
    "a plain None is no mapping": (
        "import typing\ndef f(x=None):\n"
        "    return x.items() if isinstance(x, typing.Mapping) else x\nf()"
    ),
    "a plain None where nobody can tell": (
        "import os\nx = None\ny = x.items() if os.path.exists('/absent') else x\n"
        "z = os.path.exists('/absent') and x.items() and x.keys()"
    ),
    "attribute with a default": "getattr(T, 'x', 1)",
    "name of what is missing": (
        "try:\n    import torch\nexcept ImportError as error:\n"
        "    if error.name != 'torch':\n        raise"
    ),
    "text of the error": (
        "try:\n    import torch\nexcept ImportError as error:\n"
        "    if 'torch' not in str(error):\n        raise"
    ),
    "module made by hand": (
        "import sys, types\nstand_in = types.ModuleType('torch')\nstand_in.x = 1\n"
        "sys.modules['torch'] = stand_in\nimport torch\nfrom torch import x"
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_breaks(breaks, name):
    breaks(STAND_IN + BREAKS[name])


@pytest.mark.parametrize("name", IMPORTS)
def test_imports(imports, name):
    imports(STAND_IN + IMPORTS[name])


def test_a_name_that_a_module_made_by_hand_lacks(breaks):
    breaks(
        "import sys, types\nsys.modules['torch'] = types.ModuleType('torch')\nfrom torch import x",
        kind="name",
        missing="torch.x",
    )


LOADER = """
    try:
        import torch
    except ImportError:
        has_torch = False
    else:
        has_torch = True
    load = torch.load if has_torch else None
    """


@pytest.mark.parametrize(
    "using",
    [
        "if os.path.exists(__file__):\n    load()\nelse:\n    raise ValueError",
        "if not os.path.exists(__file__):\n    raise ValueError\nelse:\n    load() or 1",
        # As ansible reads its own configuration.
        "class Reader:\n    def __init__(self):\n        self.found = self.read(__file__)\n"
        "    def read(self, file):\n        import json\n        if os.path.exists(file):\n"
        "            with open(file) as opened:\n                return load(opened) or {}\n"
        "        raise ValueError(file)\nReader()",
    ],
)
def test_either_way_fails(breaks, using):
    breaks({"b.py": LOADER, "a.py": f"import os\nfrom b import load\n{using}"})
