"""Point 1: what runs at import time, in order."""

import pytest


def test_a_module_runs_its_statements(imports, breaks):
    breaks("import torch", chain="a:1")
    breaks("x = 1\nimport torch.nn", chain="a:2")
    imports("import numpy", present="numpy")


def test_bodies_of_functions_and_lambdas_wait(imports):
    imports(
        """
        def f():
            import torch
            return torch.nn
        async def g():
            import torch
        h = lambda: __import__("torch")
        class C:
            def method(self):
                import torch
        """
    )


def test_a_class_body_runs(breaks):
    breaks("class C:\n    import torch", chain="a:2")
    breaks("class C:\n    class D:\n        from torch import nn", chain="a:3")


def test_a_main_block_waits(imports):
    imports("if __name__ == '__main__':\n    import torch")
    imports("if '__main__' == __name__:\n    import torch\nelse:\n    x = 1")


def test_statements_after_an_exit_do_not_run(imports, breaks):
    """What comes after a failure is never reached; what fails first decides."""
    breaks("import torch\nimport jax", missing="torch")
    breaks("import jax\nimport torch", missing="jax")


DECORATED = {
    "decorator": "@torch.jit\ndef f(): ...",
    "decorator with arguments": "@torch.jit(mode='x')\ndef f(): ...",
    "decorator of a class": "@torch.jit\nclass C: ...",
    "decorator of a method": "class C:\n    @torch.jit\n    def f(self): ...",
    "default": "def f(x=torch.float): ...",
    "keyword default": "def f(*, x=torch.float): ...",
    "lambda default": "f = lambda x=torch.float: x",
    "base": "class C(torch.Module): ...",
    "metaclass": "class C(metaclass=torch.Meta): ...",
    "class keyword": "class C(x=torch.float): ...",
    "subscript": "x = list[torch.Tensor]",
    "comprehension": "x = [torch.float for _ in range(1)]",
    "condition": "if torch.ok: ...",
    "f-string": "x = f'{torch.float}'",
    "assert": "assert torch",
    "walrus": "(x := torch.float)",
    "conditional expression": "x = torch.float if True else None",
}


@pytest.mark.parametrize("use", DECORATED.values(), ids=DECORATED)
def test_an_unbound_name_is_met_where_it_is_evaluated(breaks, imports, use):
    guarded = "try:\n    import torch\nexcept ImportError:\n    pass\n"
    breaks(guarded + use)
    imports(
        "TYPE = 0\nif TYPE:\n    import torch\ndef wrapped():\n    " + use.replace("\n", "\n    ")
    )


ANNOTATED = {
    "parameter": "def f(x: torch.Tensor): ...",
    "variadic": "def f(*x: torch.Tensor): ...",
    "keywords": "def f(**x: torch.Tensor): ...",
    "keyword only": "def f(*, x: torch.Tensor = 1): ...",
    "result": "def f() -> torch.Tensor: ...",
    "asynchronous": "async def f() -> list[torch.Tensor]: ...",
    "variable": "x: torch.Tensor = 1",
    "bare variable": "x: torch.Tensor",
    "attribute of a class": "class C:\n    x: torch.Tensor",
    "method": "class C:\n    def f(self, x: torch.Tensor): ...",
}


@pytest.mark.parametrize("use", ANNOTATED.values(), ids=ANNOTATED)
def test_annotations_are_evaluated_before_3_14(breaks, imports, use):
    unbound = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n"
    breaks(unbound + use, python="3.11")
    breaks(unbound + use, python="3.13")
    imports(unbound + use, python="3.14")
    imports("from __future__ import annotations\n" + unbound + use)


def test_annotations_in_quotes_and_in_functions_are_not_evaluated(imports):
    imports("def f(x: 'torch.Tensor') -> 'torch.Tensor': ...\ny: 'torch.Tensor' = 1")
    imports("def f():\n    x: torch.Tensor = 1\nf()")


def test_default_values_run_even_if_the_body_waits(breaks):
    breaks("def f(x=__import__('torch')): ...")


def test_a_script_folder_is_flat(imports, breaks):
    """Each file of a script folder is a module of its own name."""
    files = {"scripts/tool.py": "import helper", "scripts/helper.py": "import torch"}
    breaks(files, roots=["scripts"], entry="tool", chain="tool:1 helper:1")
    files["scripts/helper.py"] = ""
    imports(files, roots=["scripts"], entry="tool")


def test_loops_run(breaks, imports):
    breaks("for name in ('json', 'torch'):\n    __import__(name)")
    imports("for name in ('json', 'os'):\n    __import__(name)")
    imports("for name in ():\n    import torch")
    breaks("for name in ():\n    pass\nelse:\n    import torch")
    imports("for name in (1,):\n    break\nelse:\n    import torch")
    breaks("n = 3\nwhile n:\n    n -= 1\n    if n == 1:\n        import torch")
    imports("while False:\n    import torch")


def test_a_match_statement_runs_the_case_that_fits(breaks, imports):
    source = """
        import sys
        match sys.platform:
            case "linux" | "darwin":
                import {}
            case _:
                import {}
        """
    breaks(source.format("torch", "json"))
    imports(source.format("json", "torch"))
    breaks(source.format("json", "torch"), platform="win32")


def test_files_are_not_judged(imports):
    """An exception that follows from nothing the environment lacks is no verdict."""
    cell = imports("open('missing.txt')", unjudged="FileNotFoundError")
    assert cell.verdict == "importable"
    cell = imports("raise ValueError('x')", unjudged="ValueError")
    assert cell.assumes == ("a: x is not raised",)
