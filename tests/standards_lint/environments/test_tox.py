"""What an environment of tox installs, by its settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.environments.markers import Platform
from standards_lint.environments.sources import read
from standards_lint.environments.tox import names
from standards_lint.environments.tox.names import conditional, listed
from standards_lint.errors import EnvironmentSourceError

WHERE = Platform("3.11.9", "linux", "x86_64")
PROJECT = """
[project]
name = "a"
dependencies = ["numpy"]
[project.optional-dependencies]
gpu_x = ["torch"]
[dependency-groups]
more = ["rich"]
"""
INI = """
[tox]
env_list =
    py3{10,11}-{cpu,gpu}  # both
    lint

[base]
deps = httpx

[testenv]
deps =
    {[base]deps}
    gpu: torch>=2 ; sys_platform == 'linux'
    !gpu: scipy
    cpu-py310,py311-gpu: attrs
    -r {tox_root}/{env_name}.txt
    -c constraints.txt

[testenv:lint]
skip_install = true
deps = ruff==1 # newest

[testenv:both]
extras = gpu_x
dependency_groups = more
deps = {[testenv:lint]deps}

[testenv:x{a,b}]
skip_install = true
deps =
    xb: {[lists]both}

[lists]
both =
    torch
    xa: numpy
    rich
"""


@pytest.fixture
def installed(tree):
    def call(name, files):
        return set(read(f"tox:{name}", tree(files), WHERE).distributions)

    return call


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("py310-cpu", {"httpx", "scipy", "attrs", "numpy"}),
        ("py311-cpu", {"httpx", "scipy", "numpy"}),
        ("py311-gpu", {"httpx", "torch", "attrs", "numpy", "pandas"}),
        ("lint", {"ruff"}),
        ("xa", set()),
        ("xb", {"torch", "rich"}),
        ("both", {"ruff", "numpy", "torch", "rich"}),
    ],
)
def test_ini(installed, name, expected):
    empty = {f"py3{minor}-{kind}.txt": "" for minor in (10, 11) for kind in ("cpu", "gpu")}
    files = {**empty, "tox.ini": INI, "pyproject.toml": PROJECT, "py311-gpu.txt": "pandas\n"}
    assert installed(name, files) == expected


def test_names_come_from_the_list_and_the_sections(tree):
    folder = tree({"tox.ini": INI})
    assert names(folder) == (
        "py310-cpu",
        "py310-gpu",
        "py311-cpu",
        "py311-gpu",
        "lint",
        "both",
        "xa",
        "xb",
    )


NATIVE = """
env_list = ["lint", "gpu"]
[env_run_base]
deps = ["httpx", "-r more.txt"]
[env.gpu]
deps = [{ replace = "ref", of = ["env_run_base", "deps"], extend = true }, "torch"]
extras = ["gpu_x"]
[env.lint]
package = "skip"
deps = ["ruff"]
[env.like]
skip_install = true
deps = { replace = "ref", env = "lint", key = "deps" }
"""


@pytest.mark.parametrize("file", ["tox.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gpu", {"httpx", "rich", "torch", "numpy"}),
        ("lint", {"ruff"}),
        ("like", {"ruff"}),
        ("py311", {"httpx", "rich", "numpy"}),
    ],
)
def test_toml(installed, file, name, expected):
    native = NATIVE
    if file == "pyproject.toml":
        native = NATIVE.replace("[env", "[tool.tox.env").replace("env_list", "[tool.tox]\nenv_list")
        native = native.replace('["tool.tox.env_run_base"', '["env_run_base"')
    files = {"pyproject.toml": PROJECT, "more.txt": "rich\n"}
    files[file] = files.get(file, "") + native
    assert installed(name, files) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"setup.cfg": "[tox:tox]\nskipsdist = true\n[testenv:a]\ndeps = torch\n"},
        {
            "pyproject.toml": "[tool.tox]\nlegacy_tox_ini = '''\n[tox]\nno_package = true\n"
            "[testenv:a]\ndeps = torch\n'''\n"
        },
    ],
)
def test_other_files(installed, files):
    assert installed("a", files) == {"torch"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no settings of tox"),
        ({"tox.ini": "[testenv:b]\n"}, "no 'a'; known: b"),
        ({"tox.ini": "[testenv:a]\ndeps = -r gone.txt\n"}, "gone.txt: no such file"),
        ({"tox.ini": "[testenv:a]\ndeps = = x\n"}, "tox.ini: Expected"),
        ({"tox.ini": "deps\n"}, "no section headers"),
        ({"tox.ini": "[testenv:a]\ndeps = {[testenv:a]deps}\n"}, "in a circle"),
        ({"tox.toml": "[env.a]\ndeps = [{ replace = 'env', name = 'X' }]\n"}, "only a run of tox"),
        ({"tox.ini": "[testenv:a]\nextras = x\n", "pyproject.toml": PROJECT}, "no extra 'x'"),
    ],
)
def test_what_is_wrong_is_told(tree, files, said):
    with pytest.raises(EnvironmentSourceError, match=said):
        read("tox:a", tree(files), WHERE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b c", ("a", "b", "c")),
        ("py{39,310}", ("py39", "py310")),
        ("py3{9-11}", ("py39", "py310", "py311")),
        ("a{,-b}", ("a", "a-b")),
        ("{a,b}-{c,d}, a-c", ("a-c", "a-d", "b-c", "b-d")),
        ("a # b", ("a",)),
    ],
)
def test_generative_names(text, expected):
    assert listed(text) == expected


FACTOR = st.from_regex(r"[a-z]{1,4}[0-9]{0,2}", fullmatch=True)


@given(st.lists(FACTOR, min_size=1, max_size=4, unique=True), st.data())
def test_a_condition_is_met_where_all_its_factors_are(factors, data):
    name = "-".join(factors)
    some = data.draw(st.lists(st.sampled_from(factors), min_size=1, unique=True))
    other = data.draw(FACTOR.filter(lambda factor: factor not in factors))
    assert conditional(f"{'-'.join(some)}: torch", name) == "torch"
    assert conditional(f"{'-'.join([*some, other])}: torch", name) == ""
    assert conditional(f"{other}, {some[0]}: torch", name) == "torch"
    assert conditional(f"!{some[0]}: torch", name) == ""
    assert conditional(f"!{other}: torch", name) == "torch"


@given(st.text(max_size=40))
def test_any_list_of_names_can_be_read(text):
    assert len(listed(text)) == len(set(listed(text)))
