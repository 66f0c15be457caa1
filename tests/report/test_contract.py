"""The contract type, as import-linter is installed and run."""

from pathlib import Path

import pytest

FILES = {
    "standards-lint.toml": """
src = ["src"]

[environments.mlx]
python-version = "3.11"
platform = "linux"
provides = ["mlx"]

[environments.cuda]
python-version = "3.11"
platform = "linux"
provides = ["torch"]
""",
    ".importlinter": """
[importlinter]
root_package = small
contract_types =
    environment: standards_lint.contract.EnvironmentContract

[importlinter:contract:importable]
name = Everything imports
type = environment
""",
    "src/small/__init__.py": "",
    "src/small/stage.py": "import small.parts.select\n",
    "src/small/parts/__init__.py": "",
    "src/small/parts/select.py": "\nimport torch\n",
    "src/small/alone.py": "def f():\n    import torch\n",
    "src/other/__init__.py": "import torch\n",
}


@pytest.fixture
def lint(tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch):
    """Writes the tree with changes and more options of the contract; what import-linter says."""

    def call(options: str = "", changes: dict[str, str] | None = None):
        for name, text in {**FILES, **(changes or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + options * (name == ".importlinter"), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
        return run("lint-imports", "--no-logo", "--no-cache", cwd=tmp_path)

    return call


def test_a_broken_contract_shows_the_chain(lint) -> None:
    done = lint()
    assert done.returncode == 1, done.stderr
    assert "Everything imports BROKEN\n" in done.stdout
    assert (
        "small.stage and 1 more: environment mlx has no torch:\n"
        "\n"
        "-   small.stage -> small.parts.select (l. 1)\n"
        "    small.parts.select -> torch (l. 2)\n"
    ) in done.stdout
    assert "other" not in done.stdout


def test_a_kept_contract(lint) -> None:
    done = lint(changes={"src/small/parts/select.py": ""})
    assert (done.returncode, "Everything imports KEPT" in done.stdout) == (0, True), done.stdout


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("environments = cuda\n", True),
        ("environments =\n    cuda\n    mlx\n", False),
        ("modules = small.alone\n", True),
        ("modules =\n    small.alone\n    small.parts.*\n", False),
        ("modules = other\n", False),
        ("config = standards-lint.toml\n", False),
    ],
)
def test_options(lint, options: str, kept: bool) -> None:
    done = lint(options)
    assert ("KEPT" in done.stdout, done.returncode) == (kept, int(not kept)), done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("environments = cudda\n", "unknown environment 'cudda'; did you mean 'cuda'?"),
        ("config = nowhere.toml\n", "nowhere.toml: no such file"),
        ("modules = small.gone\n", "no module small.gone must import"),
        ("enviroments = cuda\n", "Did you mean 'environments'?"),
    ],
)
def test_wrong_options_are_told_without_a_traceback(lint, options: str, said: str) -> None:
    done = lint(options)
    assert done.returncode == 1
    assert said in " ".join(done.stdout.split())
    assert "Traceback" not in done.stdout + done.stderr


def test_what_a_comment_excuses_is_counted_as_ignored(lint) -> None:
    reason = "import torch  # standards: ignore[ENV001] only cuda runs it\n"
    done = lint(changes={"src/small/parts/select.py": reason})
    assert "Everything imports KEPT (1 ignored import)" in done.stdout


def test_what_cannot_be_decided_is_a_warning(lint) -> None:
    text = "import random\n\nif random.random() > 0.5:\n    import torch\n"
    done = lint(changes={"src/small/parts/select.py": text})
    assert "Everything imports KEPT (1 warning)" in done.stdout, done.stdout


def test_guidance_follows_the_chains(lint) -> None:
    done = lint("broken_contract_guidance = Ask the owners.\n")
    assert "Ask the owners." in done.stdout
