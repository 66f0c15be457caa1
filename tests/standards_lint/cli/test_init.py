"""A stranger's repository, one command, and the first finding."""

import pytest
from click.testing import CliRunner
from standards_lint.cli import main
from standards_lint.config import read

SCRIPTS = {
    "scripts/stage.py": "from chain import run\n\nrun()\n",
    "scripts/chain.py": "import torch\n\n\ndef run():\n    torch.ones(1)\n",
    "requirements-whisperx.txt": "torch\n",
    "requirements-mlx.txt": "mlx\n",
}
EXTRAS = {
    "pyproject.toml": '[project]\nname = "thing"\nversion = "1"\nrequires-python = ">=3.11"\n'
    'dependencies = ["numpy"]\n'
    '[project.optional-dependencies]\ngpu = ["torch"]\ntest = ["pytest"]\n',
    "src/thing/__init__.py": "from thing.shared import f\n\nf()\n",
    "src/thing/shared.py": "import numpy\nimport torch\n\n\ndef f():\n    numpy, torch\n",
    "tests/test_thing.py": "import pytest\n",
}


def invoke(*arguments):
    return CliRunner().invoke(main, ["init", *map(str, arguments)])


@pytest.mark.parametrize(
    ("files", "environment", "chain"),
    [
        (SCRIPTS, "mlx", "stage (scripts/stage.py:1) -> chain (scripts/chain.py:1) -> torch"),
        (
            EXTRAS,
            "base",
            "thing (src/thing/__init__.py:1) -> thing.shared (src/thing/shared.py:2) -> torch",
        ),
    ],
    ids=["scripts", "extras"],
)
def test_the_first_finding_takes_one_command(tree, files, environment, chain):
    tree(files)
    result = invoke()
    assert result.exit_code == 0, result.output
    assert f"ENV001 environment `{environment}` has no `torch`" in result.stdout
    assert chain in result.stdout
    assert "then run: standards-lint check" in result.stdout
    again = CliRunner().invoke(main, ["check"])
    assert again.exit_code == 1
    assert chain in again.stdout


def test_each_guess_is_one_line_with_its_reason(tree):
    tree({**SCRIPTS, "requirements-dev.txt": "pytest\n", "Pipfile": ""})
    lines = invoke().stdout.splitlines()
    for kind, name, reason in [
        ("import root", "scripts", "import each other"),
        ("environment", "mlx", "requirements-mlx.txt"),
        ("environment", "whisperx", "requirements-whisperx.txt"),
        ("left out", "dev", "tools"),
        ("python", "3.11", "nothing says which"),
        ("not read", "Pipfile", "pipenv"),
    ]:
        (line,) = (line for line in lines if line.startswith(kind) and name in line)
        assert reason in line


def test_what_is_left_out_for_one_reason_is_told_in_one_line(tree):
    more = {f"requirements-{name}.txt": "pytest\n" for name in ("dev", "docs", "lint")}
    tree({**SCRIPTS, **more})
    (line,) = (line for line in invoke().stdout.splitlines() if line.startswith("left out"))
    assert "dev, docs, lint: it looks like one for tools" in line


def test_a_dry_run_prints_the_file_and_writes_nothing(tree):
    folder = tree(SCRIPTS)
    before = sorted(folder.rglob("*"))
    result = invoke("--dry-run")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Guessed by")
    assert "import root" in result.stderr
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("standards-lint.toml", "src = ['scripts']\n"),
        ("pyproject.toml", "[tool.standards-lint]\nsrc = ['scripts']\n"),
    ],
)
def test_a_configuration_is_never_replaced(tree, file, text):
    folder = tree({**SCRIPTS, file: text})
    result = invoke()
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert (folder / file).read_text() == text
    assert invoke("--force").exit_code == 0
    assert set(read(folder / "standards-lint.toml").environments) == {"mlx", "whisperx"}


def test_another_folder(tree):
    folder = tree({f"there/{name}": text for name, text in SCRIPTS.items()})
    result = invoke("there")
    assert result.exit_code == 0, result.output
    assert "there/scripts/chain.py:1" in result.stdout
    assert "--config there/standards-lint.toml" in result.stdout
    assert (folder / "there/standards-lint.toml").is_file()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"scripts/a.py": ""}, "nothing describes an environment"),
        ({"scripts/a.py": "", "Pipfile": ""}, "pipenv requirements"),
        ({"requirements.txt": "numpy\n"}, "no Python files"),
        ({"scripts/a.py": "", "pyproject.toml": "["}, "not valid TOML"),
    ],
)
def test_where_nothing_can_be_guessed_it_says_what_was_looked_for(tree, files, said):
    folder = tree(files)
    result = invoke()
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (folder / "standards-lint.toml").exists()


def test_a_clean_repository(tree):
    tree({"a/__init__.py": "", "requirements.txt": "numpy\n"})
    result = invoke()
    assert (result.exit_code, "All checks passed." in result.stdout) == (0, True)
    assert "baseline" not in result.stdout


def test_findings_are_apart(tree):
    tree({"scripts/a.py": "import torch\nimport mlx\n", "requirements.txt": "numpy\n"})
    head, *rest = invoke().stdout.split("ENV004 ")
    assert len(rest) == 2
    assert all(text.endswith("\n\n") for text in (head, rest[0]))


def test_links_in_a_circle_are_passed_over(tree):
    folder = tree(SCRIPTS)
    (folder / "envs/x").mkdir(parents=True)
    for name in ("scripts/gone.py", "requirements-loop.txt", "envs/x/requirements.txt"):
        (folder / name).symlink_to((folder / name).name)
    (folder / "scripts/dangling.py").symlink_to("nowhere")
    result = invoke()
    assert result.exit_code == 0, result.output
    assert set(read(folder / "standards-lint.toml").environments) == {"mlx", "whisperx"}


def test_a_workflow_that_cannot_be_written_leaves_nothing_behind(tree):
    folder = tree({**SCRIPTS, ".github": ""})
    result = invoke("--ci", "github")
    assert result.exit_code == 2
    assert result.stderr == "Error: .github/workflows: Not a directory\n"
    assert not (folder / "standards-lint.toml").exists()


def test_a_workflow_beside_one_that_is_not_utf_8(tree):
    folder = tree(SCRIPTS)
    (folder / ".gitlab-ci.yml").write_bytes(b"# caf\xe9\n")
    assert invoke("--ci", "gitlab").exit_code == 0
    assert (folder / ".gitlab/standards-lint.yml").is_file()
