"""Where imports start in layouts that are met in the wild."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.discovery.import_roots import import_roots
from standards_lint.discovery.layout import Layout
from standards_lint.discovery.python_files import python_files


@pytest.fixture
def roots(tree):
    def call(*names, **texts):
        files = dict.fromkeys(names, "") | {f"{k.replace('__', '/')}": v for k, v in texts.items()}
        folder = tree(files)
        return import_roots(Layout(folder, python_files(folder)))

    return call


def paths(found):
    return [path for path, _ in found.src]


def test_src(roots):
    found = roots("src/a/__init__.py", "tests/test_a.py", "setup.py", "docs/conf.py")
    assert (paths(found), found.exclude) == (["src"], ())


def test_a_flat_package(roots):
    found = roots("a/__init__.py", "tests/__init__.py", "docs/conf.py", "setup.py", "conftest.py")
    assert paths(found) == ["."]
    assert set(found.exclude) == {"tests", "docs", "setup.py", "conftest.py"}


def test_tests_inside_of_a_package(roots):
    found = roots("src/a/__init__.py", "src/a/tests/test_b.py", "src/a/conftest.py")
    assert set(found.exclude) == {"*/tests", "*/conftest.py"}


def test_copies_of_what_others_wrote_inside_of_a_package(roots):
    found = roots("src/a/__init__.py", "src/a/_vendor/lark/__init__.py", "src/a/vendors.py")
    assert found.exclude == ("*/_vendor",)


def test_flat_scripts(tree):
    folder = tree({"scripts/run.py": "import helper\n", "scripts/helper.py": ""})
    assert paths(import_roots(Layout(folder, python_files(folder)))) == ["scripts"]


def test_flat_scripts_with_a_shared_package(tree):
    folder = tree(
        {
            "scripts/run.py": "    from shared import thing\n",
            "shared/__init__.py": "",
            "data/readme.md": "",
        }
    )
    found = import_roots(Layout(folder, python_files(folder)))
    assert paths(found) == [".", "scripts"]
    assert found.exclude == ()


def test_scripts_beside_an_installable_package_are_offered_not_judged(tree):
    folder = tree(
        {
            "pyproject.toml": '[project]\nname = "a"\n',
            "a/__init__.py": "",
            "scripts/release.py": "import a\n",
        }
    )
    found = import_roots(Layout(folder, python_files(folder)))
    assert paths(found) == ["."]
    assert found.exclude == ("scripts",)
    assert found.scripts == ("scripts/*.py",)


def test_loose_modules_and_a_namespace_that_they_import(tree):
    folder = tree(
        {"main.py": "import parts.one\n", "parts/one.py": "", "junk/two.py": "", "setup.py": ""}
    )
    found = import_roots(Layout(folder, python_files(folder)))
    assert paths(found) == ["."]
    assert set(found.exclude) == {"junk", "setup.py"}


def test_projects_of_one_repository(roots):
    found = roots(
        "packages/a/pyproject.toml",
        "packages/a/src/a/__init__.py",
        "packages/b/setup.py",
        "packages/b/b/__init__.py",
    )
    assert paths(found) == ["packages/a/src", "packages/b"]


@pytest.mark.parametrize(
    "text",
    [
        '[tool.setuptools.packages.find]\nwhere = ["lib"]\n',
        '[tool.setuptools]\npackage-dir = {"" = "lib"}\n',
        '[tool.hatch.build.targets.wheel]\npackages = ["lib/a"]\n',
        '[tool.poetry]\npackages = [{include = "a", from = "lib"}]\n',
    ],
)
def test_what_the_build_names(tree, text):
    folder = tree({"pyproject.toml": text, "lib/a/__init__.py": "", "b/__init__.py": ""})
    assert paths(import_roots(Layout(folder, python_files(folder)))) == ["lib"]


def test_where_nothing_stands_out_every_folder_is_a_root(roots):
    assert paths(roots("jobs/a.py", "tests/test_a.py")) == ["jobs"]


def test_hidden_folders_and_virtual_environments_are_not_looked_into(roots):
    assert paths(roots(".x/a.py", "env/pyvenv.cfg", "env/b.py", "node_modules/c.py")) == []


NAMES = st.sampled_from(["a", "src", "tests", "scripts", "lib", "b"])
FILES = st.sampled_from(["__init__.py", "a.py", "setup.py", "conftest.py", "run.py"])
PLACES = st.lists(NAMES, max_size=3).map(lambda parts: PurePosixPath(*parts))
PATHS = st.lists(st.builds(lambda place, name: place / name, PLACES, FILES), unique=True)


@given(PATHS)
def test_every_root_holds_code_and_none_is_named_twice(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("tree")
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    found = import_roots(Layout(folder, sorted(files)))
    assert len(set(paths(found))) == len(found.src)
    for path in paths(found):
        assert any(PurePosixPath(path) in file.parents for file in files)


@pytest.mark.parametrize(
    "text",
    [
        '"""\nfrom the library\nimport the files\n"""\n',
        "import random\n",
        "from titlecase import titlecase\n",
    ],
    ids=["prose", "a module of the standard library", "a distribution of the file's own name"],
)
def test_what_is_no_import_of_a_neighbour_makes_no_import_root(tree, text):
    files = {"a/__init__.py": "", "plugins/titlecase.py": text, "plugins/random.py": ""}
    folder = tree({**files, "plugins/the.py": ""})
    found = import_roots(Layout(folder, python_files(folder)))
    assert (paths(found), found.exclude) == (["."], ("plugins",))


@pytest.mark.parametrize(
    "table",
    [
        '[tool.hatch.build.targets.wheel]\npackages = ["a", "plugins"]\n',
        '[tool.poetry]\npackages = [{ include = "a" }, { include = "plugins/**/*.py" }]\n',
    ],
)
def test_a_namespace_package_that_the_build_names_is_code(tree, table):
    files = {"a/__init__.py": "", "plugins/b.py": "import c\n", "plugins/c.py": ""}
    folder = tree({**files, "pyproject.toml": table})
    found = import_roots(Layout(folder, python_files(folder)))
    assert (paths(found), found.exclude) == (["."], ())
