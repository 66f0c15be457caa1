import json
import runpy
import tomllib
from pathlib import Path

import jsonschema
import pytest
import standards_lint

PACKAGE = Path(standards_lint.__file__).parent
SCRIPT = PACKAGE.parent.parent / "scripts" / "config_schema.py"
REPOSITORY = Path(__file__).parents[3]
SCHEMA = json.loads((PACKAGE / "config" / "schema.json").read_text())


def test_the_published_schema_is_that_of_the_types():
    made = runpy.run_path(str(SCRIPT))["schema"]()
    assert json.loads(json.dumps(made)) == SCHEMA


CONFIGURATIONS = [
    REPOSITORY / "standards-lint.toml",
    *sorted(REPOSITORY.glob("examples/*/standards-lint.toml")),
]


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=str)
def test_configurations_of_this_repository_fit(path):
    jsonschema.validate(tomllib.loads(path.read_text()), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "sources = []",
        "src = 'x'",
        "[environments.a]\nprovide = []",
        "[environments.a]\npython-version = '2.7'",
        "[environments.a]\nmodules = 'x'",
    ],
)
def test_what_is_refused_does_not_fit(text):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), SCHEMA)
