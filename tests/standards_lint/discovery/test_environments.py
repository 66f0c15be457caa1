"""Which environments are found in the files of a repository."""

import pytest
from standards_lint.discovery import discover
from standards_lint.discovery.names import is_for_tools

CODE = {"src/a/__init__.py": ""}
PROJECT = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'


@pytest.fixture
def found(tree):
    """Environments of a repository: name to sources, used and left out."""

    def call(files):
        seen = discover(tree({**CODE, **files}))
        return (
            {item.name: list(item.provides_from) for item in seen.environments},
            {item.name: item.doubt for item in seen.left_out},
        )

    return call


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("requirements.txt", "requirements"),
        ("requirements-gpu.txt", "gpu"),
        ("requirements_gpu.txt", "gpu"),
        ("requirements.gpu.txt", "gpu"),
        ("gpu-requirements.txt", "gpu"),
        ("gpu_requirements.txt", "gpu"),
        ("requirements/gpu.txt", "gpu"),
        ("requirements/gpu.in", "gpu"),
        ("requirements/torch/gpu.txt", "torch-gpu"),
        ("requirements-CUDA 12.txt", "cuda-12"),
    ],
)
def test_a_requirements_file_is_an_environment(found, file, name):
    assert found({file: "numpy\n"}) == ({name: [file]}, {})


def test_a_compiled_file_stands_for_what_it_was_compiled_from(found):
    used, _ = found({"requirements.in": "numpy\n", "requirements.txt": "numpy==2\n"})
    assert used == {"requirements": ["requirements.txt"]}


def test_constraints_are_no_environment(found):
    used, left_out = found({"requirements/constraints.txt": "numpy<3\n", "requirements.txt": ""})
    assert (list(used), left_out) == (["requirements"], {})


def test_a_part_that_others_include_is_left_out(found):
    used, left_out = found(
        {"requirements/base.txt": "numpy\n", "requirements/gpu.txt": "-r base.txt\ntorch\n"}
    )
    assert list(used) == ["gpu"]
    assert "include" in left_out["base"]


def test_what_others_include_is_used_where_its_name_says_that_it_is_installed_alone(found):
    used, _ = found(
        {"requirements.txt": "numpy\n", "requirements-gpu.txt": "-rrequirements.txt\ntorch"}
    )
    assert set(used) == {"requirements", "gpu"}


def test_what_lies_beside_a_part_that_nobody_includes_comes_on_top_of_it(found):
    used, _ = found({"requirements/base.txt": "numpy\n", "requirements/gpu.txt": "torch\n"})
    assert used == {
        "base": ["requirements/base.txt"],
        "gpu": ["requirements/base.txt", "requirements/gpu.txt"],
    }


def test_environments_of_tools_are_left_out(found):
    used, left_out = found({"requirements.txt": "", "requirements-dev.txt": "pytest\n"})
    assert list(used) == ["requirements"]
    assert "tools" in left_out["dev"]


@pytest.mark.parametrize("name", ["dev", "test-gpu", "docs_build", "Type-Check", "pre-commit"])
def test_names_of_tools(name):
    assert is_for_tools(name)


@pytest.mark.parametrize("name", ["latest", "device", "prototype", "gpu", "fastest", "protests"])
def test_names_that_only_contain_such_a_word(name):
    assert not is_for_tools(name)


def test_a_file_that_cannot_be_read_is_left_out_and_says_why(found):
    used, left_out = found({"requirements.txt": "", "requirements-b.txt": "-r nowhere.txt\n"})
    assert list(used) == ["requirements"]
    assert "nowhere.txt: no such file" in left_out["b"]


def test_extras(found):
    used, left_out = found(
        {"pyproject.toml": f'{PROJECT}[project.optional-dependencies]\nGPU_x=["torch"]\ndev=[]\n'}
    )
    assert used == {"base": ["pyproject.toml"], "gpu-x": ["pyproject.toml[gpu-x]"]}
    assert list(left_out) == ["dev"]


def test_many_extras_are_judged_together_but_for_those_that_exclude_each_other(found):
    extras = "".join(f'e{number} = ["d{number}"]\n' for number in range(9))
    text = (
        f"{PROJECT}[project.optional-dependencies]\ndev = []\n{extras}"
        '[tool.uv]\nconflicts = [[{extra = "e7"}, {extra = "e8"}]]\n'
    )
    used, left_out = found({"pyproject.toml": text})
    assert used == {
        "base": ["pyproject.toml"],
        "all-extras": ["pyproject.toml[e0,e1,e2,e3,e4,e5,e6]"],
        "e7": ["pyproject.toml[e7]"],
        "e8": ["pyproject.toml[e8]"],
    }
    assert set(left_out) == {"dev", *(f"e{number}" for number in range(7))}


def test_groups_come_on_top_of_the_project(found):
    used, left_out = found(
        {"pyproject.toml": f'{PROJECT}[dependency-groups]\ngpu=["torch"]\ntest=["pytest"]\n'}
    )
    assert used["gpu"] == ["pyproject.toml", "pyproject.toml:gpu"]
    assert list(left_out) == ["test"]


def test_what_uv_must_not_install_together_are_environments_whatever_their_names(found):
    text = (
        f'{PROJECT}[project.optional-dependencies]\ndev=["torch"]\nb=["torch<2"]\n'
        '[tool.uv]\nconflicts = [[{extra = "dev"}, {extra = "b"}, {package = "c"}]]\n'
    )
    used, left_out = found({"pyproject.toml": text})
    assert (set(used), left_out) == ({"base", "dev", "b"}, {})


def test_the_lock_of_uv_says_more_than_the_list(found):
    lock = (
        'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { editable = "." }\n'
        '[package.optional-dependencies]\ngpu = [{ name = "torch" }]\n'
        '[[package]]\nname = "torch"\nversion = "2"\n'
    )
    text = f'{PROJECT}[project.optional-dependencies]\ngpu=["torch"]\n'
    used, _ = found({"pyproject.toml": text, "uv.lock": lock})
    assert used == {"base": ["uv.lock"], "gpu": ["uv.lock[gpu]"]}


SETUP = """
[metadata]
name = a
[options]
install_requires =
    numpy
[options.extras_require]
GPU_x =
    torch
    triton ; sys_platform == 'never'
dev = file: dev.txt
"""


def test_what_setup_py_says_in_literals(found):
    text = "from setuptools import setup\nsetup(install_requires=['numpy'], extras_require={})\n"
    used, _ = found({"setup.py": text.replace("{}", "{'gpu': ['torch'], 'dev': ['pytest']}")})
    assert used == {"base": ["setup.py"], "gpu": ["setup.py[gpu]"]}
    used, left_out = found({"setup.py": text, "pyproject.toml": PROJECT})
    assert (used, left_out) == ({"base": ["pyproject.toml"]}, {})


def test_extras_of_setup_cfg(found):
    used, left_out = found({"setup.cfg": SETUP, "setup.py": "", "dev.txt": "pytest\n"})
    assert used == {"base": ["setup.cfg"], "gpu-x": ["setup.cfg[gpu-x]"]}
    assert list(left_out) == ["dev"]


@pytest.mark.parametrize(
    ("text", "doubt"), [("[flake8]\n", None), ("[options\n", "cannot be read")]
)
def test_a_setup_cfg_without_requirements(found, text, doubt):
    used, left_out = found({"setup.cfg": text, "requirements.txt": "numpy\n"})
    assert list(used) == ["requirements"]
    assert list(left_out) == ([] if doubt is None else ["base"])
    assert doubt is None or doubt in left_out["base"]


def test_dependencies_that_setuptools_reads_from_files(found):
    text = (
        '[project]\nname = "a"\ndynamic = ["dependencies", "optional-dependencies"]\n'
        '[tool.setuptools.dynamic]\ndependencies = {file = "needs.txt"}\n'
        'optional-dependencies.gpu = {file = ["gpu.txt"]}\n'
    )
    used, _ = found({"pyproject.toml": text, "needs.txt": "numpy\n", "gpu.txt": "torch\n"})
    assert used == {"base": ["needs.txt"], "gpu": ["needs.txt", "gpu.txt"]}


TOX = """
[tox]
env_list = lint, py{310,311}-{cpu,gpu}, same, py311
[testenv]
deps =
    numpy
    gpu: torch
[testenv:lint]
deps = ruff
"""


def test_environments_of_tox_that_install_something_of_their_own(found):
    used, left_out = found({"tox.ini": TOX, "requirements.txt": "scipy\n"})
    assert used == {
        "requirements": ["requirements.txt"],
        "cpu": ["tox:py310-cpu"],
        "gpu": ["tox:py310-gpu"],
    }
    assert "tools" in left_out["lint"]
    assert left_out["same"] == "it holds what cpu does already"


def test_a_tox_environment_that_installs_a_requirements_file_is_that_file(found):
    text = "[testenv:gpu]\ndeps = -r requirements-cuda.txt\nskip_install = true\n"
    used, _ = found({"tox.ini": text, "requirements-cuda.txt": "torch\n"})
    assert used == {"cuda": ["requirements-cuda.txt"]}


def test_settings_of_tox_that_cannot_be_read_do_not_keep_the_rest_from_being_found(tree):
    found = discover(tree({**CODE, "tox.ini": "deps = x\n", "requirements.txt": "torch\n"}))
    assert [item.name for item in found.environments] == ["requirements"]
    (line,) = found.unread
    assert "tox.ini: File contains no section headers" in line


def test_folders_of_environments_come_first(found):
    used, left_out = found(
        {
            "envs/gpu/requirements.txt": "torch\n",
            "envs/cpu/requirements.in": "numpy\n",
            "envs/notes/readme.md": "",
            "requirements-gpu.txt": "torch\n",
        }
    )
    assert used == {"gpu": ["envs/gpu"], "cpu": ["envs/cpu/requirements.in"]}
    assert "envs/gpu already" in left_out["gpu"]


def test_the_project_alone_is_no_environment_where_others_are_declared(found):
    used, left_out = found({"pyproject.toml": PROJECT, "requirements-gpu.txt": "torch\n"})
    assert list(used) == ["gpu"]
    assert list(left_out) == ["base"]


def test_a_virtual_environment_counts_where_nothing_else_is_there(found, tmp_path):
    import venv

    venv.create(tmp_path / ".venv", with_pip=False)
    assert list(found({})[0]) == ["venv"]
    assert list(found({"requirements.txt": ""})[0]) == ["requirements"]


@pytest.mark.parametrize(
    ("files", "version", "place"),
    [
        ({"pyproject.toml": PROJECT}, "3.12", "requires-python"),
        ({"setup.cfg": "[options]\npython_requires = >=3.9\n"}, "3.9", "setup.cfg"),
        ({"setup.py": "setup(python_requires='>=3.9.0')\n"}, "3.9", "setup.py"),
        ({".python-version": "3.13.1\n"}, "3.13", ".python-version"),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.10"\n'},
            "3.10",
            "Poetry",
        ),
        ({}, "3.11", "nothing"),
    ],
)
def test_the_python_of_a_repository(tree, files, version, place):
    found = discover(tree({**CODE, **files}))
    assert found.python == version
    assert place in found.python_why


@pytest.mark.parametrize(
    "file", ["environment.yml", "Pipfile", "poetry.lock", "pdm.lock", "setup.py"]
)
def test_what_cannot_be_read_is_told(tree, file):
    (line,) = discover(tree({**CODE, file: ""})).unread
    assert line.startswith(file)
