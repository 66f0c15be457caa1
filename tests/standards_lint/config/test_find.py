import re
from pathlib import Path

import pytest
from standards_lint.config import find, read
from standards_lint.errors import ConfigError


def test_the_nearest_file_is_found_from_below(tree):
    root = tree({"standards-lint.toml": "", "a/b/c.py": ""})
    assert find(root / "a" / "b") == root / "standards-lint.toml"


def test_pyproject_counts_only_with_the_table(tree):
    root = tree(
        {
            "pyproject.toml": "[tool.standards-lint]\nsrc = ['x']\n",
            "a/pyproject.toml": "[project]\nname = 'standards-lint-user'\n",
        }
    )
    assert find(root / "a") == root / "pyproject.toml"


def test_own_file_goes_before_pyproject(tree):
    root = tree({"pyproject.toml": "[tool.standards-lint]\n", "standards-lint.toml": ""})
    assert find(root) == root / "standards-lint.toml"


def test_every_key_of_the_documentation_is_read(tree):
    root = tree(
        {
            "standards-lint.toml": """
src = ["packages/pipeline/src", "scripts"]
exclude = ["**/generated"]
select = ["ENV"]
extend-select = ["DEG001"]
ignore = ["ENV002"]
suppressing-context-managers = ["pkg.quiet"]
scripts = ["scripts/*.py"]
environment-variables = { BACKEND = "mlx" }
per-file-ignores = { "tests/*" = ["ENV001"] }

[environments.mlx]
python-version = "3.11"
platforms = ["darwin", "linux"]
machine = "arm64"
provides-from = ["envs/mlx"]
provides = ["mlx"]
forbid = ["torch"]
modules = ["asr_pipeline.*"]
except-modules = ["asr_pipeline.whisper_backends.whisperx"]
"""
        }
    )
    config = read(root / "standards-lint.toml")
    assert config.src == ("packages/pipeline/src", "scripts")
    assert config.environment_variables == {"BACKEND": "mlx"}
    assert config.per_file_ignores == {"tests/*": ("ENV001",)}
    assert config.environments["mlx"].platforms == ("darwin", "linux")
    assert config.environments["mlx"].except_modules == ("asr_pipeline.whisper_backends.whisperx",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources = ['x']", "unknown key 'sources'; did you mean 'src'?"),
        ("zzzz = 1", "unknown key 'zzzz'; known: baseline, environment"),
        ("exclud = []", "unknown key 'exclud'; did you mean 'exclude'?"),
        ("src = 'scripts'", "src: expected `array | null`, got `str`"),
        (
            "[environments.mlx]\nprovide = ['x']",
            "environments.mlx: unknown key 'provide'; did you mean 'provides'?",
        ),
        (
            "[environments.mlx]\nprovides_from = ['x']",
            "environments.mlx: unknown key 'provides_from'; did you mean 'provides-from'?",
        ),
        ("[environments.mlx]\nprovides = 'x'", "environments.mlx: provides: expected `array`"),
        ("[environments.mlx]\npython-version = '2.7'", "environments.mlx: python-version: "),
        ("[environments.mlx]\npython-version = 3.11", "environments.mlx: python-version: "),
        (
            "[environments.mlx]\nplatform = 'linux'\nplatforms = ['darwin']",
            "'platform' and 'platforms' exclude each other",
        ),
        ("[environments]\nmlx = 3", "environments.mlx: expected `object`, got `int`"),
        ("environments = []", "environments: expected `object`, got `array`"),
        ("src = [", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tree, text, message):
    path = tree({"standards-lint.toml": text}) / "standards-lint.toml"
    with pytest.raises(ConfigError, match=re.escape(message)) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert caught.value.exit_code == 2


def test_a_missing_file_and_a_missing_table(tree):
    root = tree({"pyproject.toml": "[project]\n"})
    with pytest.raises(ConfigError, match="no such file"):
        read(root / "other.toml")
    with pytest.raises(ConfigError, match=r"no \[tool.standards-lint\] table"):
        read(root / "pyproject.toml")


def test_not_utf8(tmp_path: Path):
    path = tmp_path / "standards-lint.toml"
    path.write_bytes(b"src = ['\xff']")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read(path)
