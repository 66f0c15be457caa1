"""Whatever stands in files of TOML, people get a message that names the file, and no traceback."""

import tomllib
from contextlib import suppress

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standards_lint.discovery import configuration, discover
from standards_lint.errors import StandardsLintError

PYPROJECT = """
dependency-groups = { g = ["numpy", { include-group = "h" }], h = ["msgspec"] }

[project]
name = "p"
requires-python = ">=3.9"
dependencies = ["numpy"]
dynamic = ["readme"]
optional-dependencies = { gpu = ["torch", "p[x]"], x = ["attrs"] }

[tool]
hatch.build.targets.wheel.packages = ["src/p"]
poetry.packages = [{ include = "p", from = "src" }]
poetry.dependencies.python = "^3.9"
uv.conflicts = [[{ extra = "gpu" }, { group = "g" }]]

[tool.setuptools]
packages.find.where = ["src"]
package-dir = { "" = "src" }
dynamic.dependencies.file = ["requirements.txt"]
dynamic.optional-dependencies.z.file = ["requirements.txt"]
"""
TOX = """
env_list = ["a", "b"]
env_run_base = { deps = ["numpy"], extras = ["gpu"] }

[env.a]
deps = [{ replace = "ref", of = ["env_run_base", "deps"] }]
package = "skip"
"""
UV_LOCK = """
version = 1

[[package]]
name = "p"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "numpy", marker = "python_version > '3'" }]
optional-dependencies = { gpu = [{ name = "torch", extra = ["x"] }] }
dev-dependencies = { g = [{ name = "numpy" }] }

[[package]]
name = "numpy"
resolution-markers = ["sys_platform == 'linux'"]
"""
PYLOCK = """
lock-version = "1.0"
extras = ["gpu"]
dependency-groups = ["g"]
default-groups = ["g"]

[[packages]]
name = "numpy"
version = "1"
marker = "python_version > '3'"
dependencies = [{ name = "msgspec" }]
"""
FILES = {"pyproject.toml": PYPROJECT, "tox.toml": TOX, "uv.lock": UV_LOCK, "pylock.toml": PYLOCK}
WRONG = (3, 1.5, True, "x", "", [], {}, [3], ["x"], [[]], [{}], {"a": 3}, {"a": ["x"]})


def places(value, above=()):
    yield from [above] if above else []
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*above, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from places(inner, (*above, at))


def changed(document, place, value):
    *above, last = place
    inner = document
    for key in above:
        inner = inner[key]
    inner[last] = value
    return document


@pytest.mark.parametrize("file", FILES)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_value_of_a_wrong_type_is_a_message_or_nothing(tree, file, data):
    document = tomllib.loads(FILES[file])
    place = data.draw(st.sampled_from(list(places(document))))
    value = data.draw(st.sampled_from(WRONG))
    text = tomli_w.dumps(changed(document, place, value))
    folder = tree({"src/p/__init__.py": "", "requirements.txt": "numpy", **FILES, file: text})
    with suppress(StandardsLintError):
        configuration(discover(folder))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("tool = 3", "tool: expected `object`, got `int`"),
        ("[project]\ndependencies = 3", "project.dependencies: expected `array`, got `int`"),
        ("[tool.uv]\nconflicts = 3", "tool.uv.conflicts: expected `array`, got `int`"),
    ],
)
def test_the_message_names_file_and_key(tree, table, message):
    folder = tree({"src/p/__init__.py": "", "pyproject.toml": table})
    with pytest.raises(StandardsLintError) as caught:
        discover(folder)
    assert str(caught.value) == f"{folder / 'pyproject.toml'}: {message}"
