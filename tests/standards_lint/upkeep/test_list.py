"""`standards-lint env list`."""

import json
import platform
import sys

from click.testing import CliRunner
from standards_lint.cli import main
from standards_lint.environments import record

CONFIG = """
[environments.hand]
provides = ["x"]
python-version = "3.12"
platform = "win32"
[environments.locked]
provides-from = ["locked"]
[environments.old]
provides-from = ["old"]
[environments.opened]
provides-from = ["opened"]
[environments.real]
provides-from = [".tox/real"]
[environments.recorded]
provides-from = ["recorded"]
"""


def text_of(digest):
    found = record.Record(
        version=1,
        python=platform.python_version(),
        platform=sys.platform,
        machine=platform.machine(),
        distributions={"x": record.RecordedDistribution("1", ("x",))},
        lock="requirements.txt",
        lock_digest=digest,
    )
    return record.encoded(found)


def listed(*arguments):
    result = CliRunner().invoke(main, ["env", "list", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_state(tree, environment):
    lock = "x==1 --hash=sha256:00\n"
    root = tree(
        {
            "a.py": "",
            "standards-lint.toml": CONFIG,
            "opened/requirements.txt": "x\n",
            **{f"{name}/requirements.txt": lock for name in ("locked", "old", "recorded")},
        }
    )
    digest = record.digest(root / "recorded/requirements.txt")
    (root / "recorded/imports.toml").write_text(text_of(digest))
    (root / "old/imports.toml").write_text(text_of("sha256:0"))
    environment(root / ".tox/real", {"x": {"x.py": ""}})
    found = json.loads(listed("--output-format", "json"))["environments"]
    assert {item["environment"]: item["state"] for item in found} == {
        "hand": "by hand",
        "locked": "locked",
        "old": "record out of date",
        "opened": "open",
        "real": "installed",
        "recorded": "recorded",
    }
    assert {item["environment"]: item["distributions"] for item in found}["locked"] == {"x": "1"}
    lines = listed().splitlines()
    assert lines[0].split()[:3] == ["environment", "python", "platform"]
    assert lines[1].split() == "hand 3.12 win32 AMD64 0 by hand none here".split()
    assert lines[5].endswith(".tox/real/bin/python") or sys.platform == "win32"
    assert len(listed("--env", "hand").splitlines()) == 2
