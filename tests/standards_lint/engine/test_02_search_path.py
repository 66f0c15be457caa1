"""Folders that code adds to `sys.path`."""

import pytest

VENDORED = {
    "p/_vendor/extra/__init__.py": "from extra import sub\ndef f(): ...",
    "p/_vendor/extra/sub.py": "import json",
    "p/_vendor/solo.py": "x = 1",
}
USES = {
    "p/a.py": "import extra, solo\nfrom extra.sub import json\nfrom extra import sub, f\n"
    "import extra.sub\nextra.sub.json.dumps(1)\nsolo.x",
    "a.py": "import p\nfrom solo import x\nimport p.a",
}
HERE = "import os, sys\nHERE = os.path.join(os.path.dirname(__file__), '_vendor')\n"


@pytest.mark.parametrize(
    "adding",
    [
        "sys.path.append(HERE)",
        "sys.path.insert(0, HERE)",
        "sys.path.insert(len(sys.path), HERE)",
        "sys.path.extend([HERE])",
        "sys.path += [HERE]",
        "sys.path[:0] = [HERE]",
        "sys.path[0:0] = [HERE]",
        "sys.path = [HERE, *sys.path]",
        "sys.path = [HERE] + sys.path",
        "if HERE not in sys.path:\n    sys.path.append(HERE)",
        # As setuptools 84 does it.
        "sys.path.extend((HERE not in sys.path) * [HERE])",
        "from sys import path\npath.append(HERE)",
        "import site\nsite.addsitedir(HERE)",
        "def add(folder):\n    sys.path.insert(0, os.path.abspath(folder))\nadd(HERE)",
        "sys.path.append(os.path.join(HERE, '..', '_vendor'))",
    ],
)
def test_modules_in_an_added_folder(imports, adding):
    cell = imports({**VENDORED, **USES, "p/__init__.py": HERE + adding})
    assert any("sys.path" in text for text in cell.assumes)


def test_a_module_that_is_not_in_the_folder(breaks):
    adding = f"{HERE}sys.path.append(HERE)\n"
    breaks(
        {**VENDORED, "p/__init__.py": adding, "a.py": "import p\nimport other"},
        missing="other",
    )
    breaks(
        {**VENDORED, "p/__init__.py": adding, "a.py": "import p\nimport extra.other"},
        kind="module",
        missing="extra.other",
    )


def test_before_the_folder_is_added(breaks):
    files = {**VENDORED, "p/__init__.py": f"{HERE}sys.path.append(HERE)"}
    breaks({**files, "a.py": "import solo\nimport p"}, missing="solo")


def test_what_is_remembered_depends_on_the_folders(bench):
    """Each module is judged in a process of its own, where others may have added nothing."""
    tree = bench.tree(
        {
            **VENDORED,
            "p/__init__.py": f"{HERE}sys.path.append(HERE)",
            "q.py": "import solo",
            "a.py": "import p\nimport q",
            "b.py": "import q",
            "c.py": "try:\n    import q\nexcept ImportError:\n    import p\nimport q",
        }
    )
    cells = tree.judge()
    assert {name: cells[name].verdict for name in "abcq"} == {
        "a": "importable",
        "b": "unimportable",
        "c": "importable",
        "q": "unimportable",
    }


def test_a_module_in_the_folder_that_fails(bench):
    tree = bench.tree(
        {
            "p/_vendor/solo.py": "import torch",
            "p/__init__.py": f"{HERE}sys.path.append(HERE)",
            "a.py": "import p\nimport solo",
        }
    )
    cell = tree.judge()["a"]
    assert cell.verdict == "conditional"
    assert "solo is p._vendor.solo" in cell.condition


def test_the_path_is_a_list_of_unknown_folders(imports):
    imports(
        {
            "a.py": "import sys\nfirst = sys.path[0]\nfor item in sys.path:\n    import json\n"
            "copy = list(sys.path)\nsys.path.remove(sys.path[-1])\nlen(sys.path)\n"
            "sys.path.pop()\nsys.path[0] = first\ndel sys.path[0]\n",
        }
    )


def test_stretches_of_lists(breaks, imports):
    replaced = "x = [1, 2, 3]\nx[1:] = [4]\nx.insert(0, 5)\nif x == [5, 1, 4]:\n    import {}\n"
    breaks(replaced.format("torch"), missing="torch")
    imports("x = [1, 2]\nx[::2] = [4]\nx[0:1] = map(str, x)\nx.insert(id(x) % 2, 3)\nx[7:] = [1]")


def test_a_folder_that_is_added_again_and_again(imports):
    """Each assignment repeats all that was there."""
    adding = HERE + "sys.path = [HERE] + sys.path\n" * 40
    imports({**VENDORED, **USES, "p/__init__.py": adding})


PATHS = "import os, sys\nfrom pathlib import Path\nHERE = Path(__file__).parent\n"


@pytest.mark.parametrize(
    "adding",
    [
        # As poetry-core 2 does it.
        "place = (HERE / '_vendor').as_posix()\nif place not in sys.path:\n"
        "    sys.path.insert(0, place)",
        "sys.path.append(str(HERE / '_vendor'))",
        "sys.path.append(str(HERE.joinpath('_vendor')))",
        "sys.path.append(str(Path(HERE, '_vendor').resolve()))",
        "sys.path.append(str(Path(__file__).with_name('_vendor').absolute()))",
        "sys.path.append(str(Path(__file__).parents[0] / '_vendor'))",
        "sys.path.append(f'{HERE}/_vendor')",
        "sys.path.append(os.fspath(HERE / '_vendor'))",
        "sys.path.append(os.path.join(HERE, '_vendor'))",
        "sys.path.append(str((HERE / 'q' / '..' / '_vendor').resolve()))",
        "sys.path.append(str(HERE.parent / HERE.name / '_vendor'))",
        "import pathlib\nsys.path.append(str('p' / pathlib.PurePath('_vendor')))",
        "HERE = HERE / '_vendor'\nif HERE:\n    sys.path.append(str(HERE))",
    ],
)
def test_modules_in_a_folder_that_pathlib_finds(imports, adding):
    imports({**VENDORED, **USES, "p/__init__.py": PATHS + adding})


@pytest.mark.parametrize(
    "adding",
    [
        # The import system passes over what is no text.
        "sys.path.append(HERE / '_vendor')",
        "sys.path.append(str(HERE.parent / '_vendor'))",
        "sys.path.append(str(Path.cwd() / 'elsewhere'))",
        "sys.path.append(str(Path('..').parent / 'elsewhere'))",
        "sys.path.append(str(Path(__file__).with_suffix('') / '_vendor'))",
    ],
)
def test_folders_that_are_not_known(breaks, adding):
    breaks(
        {**VENDORED, "p/__init__.py": PATHS + adding, "a.py": "import p\nimport solo"},
        missing="solo",
    )


def test_what_files_there_are_is_not_asked(bench):
    tree = bench.tree("from pathlib import Path\nif Path(__file__).exists():\n    import torch")
    assert tree.judge()["a"].verdict == "conditional"


def test_what_a_function_remembers_of_paths(breaks):
    source = """
        from functools import cache
        from pathlib import Path
        @cache
        def last(path):
            return path.name
        names = [last(Path(name)) for name in ("json", "torch", "json")]
        __import__(names[0])
        __import__(names[1])
        """
    breaks(source)
