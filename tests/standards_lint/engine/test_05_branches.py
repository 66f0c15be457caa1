"""Point 5: what a branch of which nobody knows whether it is taken does to what was there before.

`FLAG` cannot be decided. What something is made of is one thing before the branch and another one
after it: nothing may be concluded from either, and the other branch sees what was there before.
"""

import textwrap

import pytest

FLAG = "open('flag').read()"
OBJECT = "class C:\n    on = False\n    def turn(self):\n        self.on = True\nx = C()"
GLOBAL = "on = False\ndef turn():\n    global on\n    on = True"
CELL = (
    "def make():\n    on = False\n    def turn():\n        nonlocal on\n        on = True\n"
    "    return turn, lambda: on\nturn, ask = make()"
)

# What is there, what changes it, and what is true only after that.
CHANGES = {
    "append": ("x = []", "x.append(1)", "x"),
    "extend": ("x = []", "x.extend([1, 2])", "len(x) == 2"),
    "augmented": ("x = []", "x += [1]", "1 in x"),
    "cleared": ("x = [1]", "x.clear()", "not x"),
    "popped": ("x = [1]", "x.pop()", "not x"),
    "item": ("x = [0]", "x[0] = 1", "x[0]"),
    "set": ("x = set()", "x.add(1)", "1 in x"),
    "entry": ("x = {}", "x['a'] = 1", "'a' in x"),
    "other entry": ("x = {'a': 0}", "x['a'] = 1", "x.get('a')"),
    "deleted entry": ("x = {'a': 0}", "del x['a']", "not x"),
    "popped entry": ("x = {'a': 0}", "x.pop('a')", "'a' not in x"),
    "update": ("x = {}", "x.update(a=1)", "x"),
    "default": ("x = {}", "x.setdefault('a', 1)", "x.get('a')"),
    "nested": ("x = {'a': []}", "x['a'].append(1)", "x['a']"),
    "name": ("x = False", "x = True", "x"),
    "attribute": (OBJECT, "x.on = True", "x.on"),
    "method": (OBJECT, "x.turn()", "x.on"),
    "class": (OBJECT, "C.on = True", "x.on"),
    "global": (GLOBAL, "turn()", "on"),
    "closure": (CELL, "turn()", "ask()"),
    "list of another module": ("import r as x", "x.ITEMS.append(1)", "x.ITEMS"),
    "name of another module": ("import r as x", "x.ON = True", "x.ON"),
    "function of another module": ("import r as x", "x.turn()", "x.ON"),
    "variable": ("import os", "os.environ['A_NAME'] = 'x'", "os.environ.get('A_NAME')"),
}
OTHER = "ITEMS = []\nON = False\ndef turn():\n    global ON\n    ON = True"
ELSEWHERE = [name for name, (there, _, _) in CHANGES.items() if there == "import r as x"]
CALLS = [name for name, (_, change, _) in CHANGES.items() if change.endswith(")")]


def indented(source, by=4):
    return textwrap.indent(source, " " * by)


def files(source, flag=""):
    return {"a.py": source, "r.py": OTHER, "flag": flag}


@pytest.fixture
def unsure(depends):
    return lambda source: depends(
        {"a.py": source, "r.py": OTHER}, "", either=({"flag": ""}, {"flag": "yes"})
    )


@pytest.mark.parametrize("name", CHANGES)
def test_afterwards_it_is_either(unsure, name):
    there, change, ask = CHANGES[name]
    unsure(f"{there}\nif {FLAG}:\n{indented(change)}\nif {ask}:\n    import torch")


@pytest.mark.parametrize("flag", ["", "yes"])
@pytest.mark.parametrize("name", CHANGES)
def test_the_other_branch_sees_what_was_there(imports, name, flag):
    there, change, ask = CHANGES[name]
    other = f"if {ask}:\n    import torch"
    imports(files(f"{there}\nif {FLAG}:\n{indented(change)}\nelse:\n{indented(other)}", flag))


@pytest.mark.parametrize("flag", ["", "yes"])
@pytest.mark.parametrize("name", CHANGES)
def test_what_both_branches_do_is_done(imports, breaks, name, flag):
    there, change, ask = CHANGES[name]
    both = f"{there}\nif {FLAG}:\n{indented(change)}\nelse:\n{indented(change)}\n"
    imports(files(f"{both}if not ({ask}):\n    import torch", flag))


@pytest.mark.parametrize("name", CALLS)
def test_an_operand_that_may_be_evaluated(unsure, name):
    there, change, ask = CHANGES[name]
    unsure(f"{there}\n{FLAG} and {change}\nif {ask}:\n    import torch")


@pytest.mark.parametrize("name", CHANGES)
def test_a_call_that_may_return_early(unsure, name):
    there, change, ask = CHANGES[name]
    scope = "    global x\n" if "x" in change.partition("=")[0] and "=" in change else ""
    body = f"{scope}    if {FLAG}:\n{indented(change, 8)}\n        return 1\n    return 2"
    unsure(f"{there}\ndef f():\n{body}\nf()\nif {ask}:\n    import torch")


@pytest.mark.parametrize("name", CHANGES)
def test_branches_inside_branches(unsure, name):
    there, change, ask = CHANGES[name]
    inner = (
        f"try:\n    if {FLAG}:\n{indented(change, 8)}\n    else:\n        pass\nfinally:\n    pass"
    )
    unsure(f"{there}\nif {FLAG}:\n{indented(inner)}\nif {ask}:\n    import torch")


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_module_is_judged_apart_from_what_another_may_have_done(bench, name):
    there, change, ask = CHANGES[name]
    tree = bench.tree(
        {
            "r.py": OTHER,
            "c.py": f"{there}\nif {FLAG}:\n{indented(change)}",
            "u.py": f"{there}\nif {ask}:\n    import torch",
            "d.py": "import c, u",
            "e.py": "import u, c",
            "flag": "",
        }
    )
    cells = tree.judge()
    assert {at for at, cell in cells.items() if cell.verdict != "importable"} == {"d"}
    assert cells["d"].verdict == "conditional"


@pytest.mark.parametrize("flag", ["", "yes"])
def test_a_module_that_a_branch_loads_stays_loaded(imports, flag):
    source = f"if {FLAG}:\n    import b\nelse:\n    from b import X\nfrom b import X\nimport c"
    files = {"a.py": source, "b.py": "X = []\nX.append(1)", "c.py": "from b import X"}
    imports({**files, "flag": flag})
    imports({**files, "a.py": f"{FLAG} or __import__('b')\nfrom b import X", "flag": flag})


JUMPS = {
    "continue": "for _ in (1, 2):\n    if not {flag}:\n        continue\n    import torch",
    "break": "for _ in (1, 2):\n    if not {flag}:\n        break\n    import torch",
    "go on": (
        "for _ in (1,):\n    if {flag}:\n        pass\n    else:\n        break\n    import torch"
    ),
    "break before the second pass": (
        "for name in ('json', 'torch'):\n    __import__(name)\n    if not {flag}:\n        break"
    ),
    "break or continue": (
        "for name in ('json', 'torch'):\n    __import__(name)\n    if not {flag}:\n        break\n"
        "    else:\n        continue"
    ),
    "else": "for _ in (1, 2):\n    if not {flag}:\n        break\nelse:\n    import torch",
    "while": "while True:\n    if not {flag}:\n        break\n    import torch",
    "else of while": (
        "on = True\nwhile on:\n    on = False\n    if not {flag}:\n        break\n"
        "else:\n    import torch"
    ),
    "what is skipped": (
        "x = []\nfor _ in (1,):\n    if not {flag}:\n        continue\n    x.append(1)\n"
        "if x:\n    import torch"
    ),
    "what is not skipped": (
        "x = []\nfor _ in (1, 2):\n    if {flag}:\n        x.append(1)\n        break\n"
        "if x:\n    import torch"
    ),
    "what a later pass does": (
        "x = []\nfor n in (1, 2):\n    if n == 2:\n        x.append(1)\n    if not {flag}:\n"
        "        break\nif x:\n    import torch"
    ),
    "return": (
        "def f():\n    for _ in (1, 2):\n        if not {flag}:\n            return\n"
        "    import torch\nf()"
    ),
    "inside try": (
        "for _ in (1,):\n    try:\n        if not {flag}:\n            continue\n    finally:\n"
        "        pass\n    import torch"
    ),
    "inside a loop": (
        "for _ in (1, 2):\n    for _ in (1, 2):\n        if {flag}:\n            break\n"
        "    else:\n        continue\n    import torch"
    ),
}
CAUGHT = (
    "for _ in (1, 2):\n    try:\n        if {flag}:\n            {jump}\n        import torch\n"
    "    except ImportError:\n        pass"
)


@pytest.mark.parametrize("name", JUMPS)
def test_what_may_leave_a_loop_or_a_pass_of_it(unsure, name):
    unsure(JUMPS[name].format(flag=FLAG))


@pytest.mark.parametrize("flag", ["", "yes"])
@pytest.mark.parametrize("jump", ["break", "continue"])
def test_what_may_be_skipped_is_caught(imports, jump, flag):
    imports(files(CAUGHT.format(flag=FLAG, jump=jump), flag))
    both = f"    if {FLAG}:\n        {jump}\n    else:\n        {jump}\n    import torch"
    imports(files(f"for _ in (1, 2):\n{both}", flag))


COMPREHENSIONS = (
    "x = []\n[x.append(1) for _ in (1,) if {flag}]\nif x:\n    import torch",
    "[__import__('torch') for _ in (1,) if {flag}]",
    "x = [1 for _ in (1,) if {flag}]\nif x:\n    import torch",
    "x = {{n: 1 for n in (1,) if not {flag}}}\nif not x:\n    import torch",
    "x = any(n for n in (1,) if {flag})\nif x:\n    import torch",
)


@pytest.mark.parametrize("source", COMPREHENSIONS)
def test_a_comprehension_that_may_leave_something_out(unsure, source):
    unsure(source.format(flag=FLAG))


def test_names_that_a_call_may_add_leave_those_that_are_there(imports):
    copy = """
        def copy(names, to):
            for name in names:
                if open("flag").read():
                    return
                to[name] = 1
        """
    source = "import os\nFOUND = False\nfrom b import copy\ncopy(os.listdir(), globals())\n"
    imports({"a.py": f"{source}if FOUND:\n    import torch", "b.py": copy, "flag": ""})


def test_a_table_is_no_text(imports):
    imports(
        """
        def clean(d):
            if isinstance(d, dict):
                return {k: clean(v) for k, v in d.items() if v != "" and clean(v) != ""}
            return d
        CONFIG = clean({"a": {"b": {"c": bool("False".lower().replace("false", ""))}, "d": ""}})
        if CONFIG["a"]["b"]["c"] or "d" in CONFIG["a"]:
            import torch
        if [] == "" or clean == 1 or None == {} or len != len or (1,) == 1:
            import torch
        """
    )


def test_a_table_that_keeps_what_was_made(imports):
    """Whether an object is made now or was before, it is the same to whoever asks."""
    source = """
        TABLE = {{}}
        class Found:
            def __init__(self, name):
                try:
                    self.types = (__import__(name).Array,)
                    self.module = name
                except ImportError:
                    self.types = ()
                    self.module = None
        def find(name):
            if name not in TABLE:
                TABLE[name] = Found(name)
            return TABLE[name]
        def look(name):
            if name in TABLE:
                return TABLE[name]
            found = Found(name)
            TABLE[name] = found
            return found
        {flag} or find("torch")
        {flag} or look("jax")
        for name in ("torch", "jax"):
            if isinstance(1, look(name).types) or find(name).module is not None:
                import torch
        """
    imports({"a.py": source.format(flag=FLAG), "flag": ""})


@pytest.mark.parametrize("flag", ["", "yes"])
@pytest.mark.parametrize(
    "change", ["sys.modules['b'] = other", "sys.modules.setdefault('b', other)"]
)
def test_what_a_branch_may_put_in_the_place_of_a_module(imports, breaks, change, flag):
    files = {
        "a.py": f"import sys, other\nif {FLAG}:\n    {change}\nimport b\nb.X",
        "other.py": "X = 1",
        "flag": flag,
    }
    imports({**files, "b.py": "X = 1"})
    if not flag:
        breaks({**files, "b.py": "import torch"})


LEFT = {
    "try": (
        "try:\n    if {flag}:\n        import torch\n    {change}\nexcept ImportError:\n    pass"
    ),
    "with": (
        "import contextlib\nwith contextlib.suppress(ImportError):\n    if {flag}:\n"
        "        import torch\n    {change}"
    ),
    "call": (
        "def f():\n    if {flag}:\n        import torch\n    {change}\n"
        "try:\n    f()\nexcept ImportError:\n    pass"
    ),
}


@pytest.mark.parametrize("block", LEFT)
@pytest.mark.parametrize("name", ["append", "entry", "attribute", "closure", "class"])
def test_a_block_that_an_exception_may_leave(unsure, imports, name, block):
    there, change, ask = CHANGES[name]
    before = f"{there}\n{LEFT[block].format(flag=FLAG, change=change)}\n"
    unsure(f"{before}if not ({ask}):\n    import torch")
    for flag in ("", "yes"):
        imports(files(before, flag))


def test_a_loop_whose_second_pass_differs(depends):
    loop = "for name in os.listdir('d'):\n    if x:\n        import torch\n    x.append(1)"
    source = f"import os\nx = []\n{loop}"
    depends(
        {"a.py": source, "d/one": ""},
        "a loop",
        either=({"d/one": ""}, {"d/two": ""}),
    )


def test_a_block_that_ends_a_pass_or_is_left_by_an_exception(unsure):
    block = f"with contextlib.suppress(ImportError):\n    if {FLAG}:\n        import jax\n    break"
    unsure(f"import contextlib\nfor _ in (1,):\n{indented(block)}\n    import torch")
