"""The locks under envs/ are complete, hashed, and name no place to download from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ENVS = Path(__file__).parents[2] / "envs"
ENVIRONMENTS = sorted(path.parent.name for path in ENVS.glob("*/requirements.in"))
LOCKS = sorted(ENVS.glob("*/*.in"))
TORCH = re.compile(r"(?i)\b(torch|torchaudio|torchvision|triton|nvidia-\w+)\b")


def pins(lock: Path) -> dict[str, set[str]]:
    """Return the pinned versions of each distribution."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9-]+)(?:\[.*\])?==(\S+)", lock.read_text()):
        found.setdefault(name, set()).add(version)
    return found


def requirements(folder: str) -> set[str]:
    """Return the names in a `requirements.in`, without what it includes."""
    lines = (ENVS / folder / "requirements.in").read_text().splitlines()
    return {Requirement(line).name for line in lines if line[:1].isalpha()}


def dependencies(package: str) -> set[str]:
    """Return the names that a package declares to depend on."""
    project = tomllib.loads((ENVS.parent / "packages" / package / "pyproject.toml").read_text())
    return {Requirement(line).name for line in project["project"]["dependencies"]}


def test_there_are_locks() -> None:
    assert {"core", "embedded", "whisperx", "mlx", "faster"} <= set(ENVIRONMENTS)


@pytest.mark.parametrize("source", LOCKS, ids=lambda path: str(path.relative_to(ENVS)))
class TestEveryLock:
    def test_pins_with_hashes(self, source: Path) -> None:
        text = source.with_suffix(".txt").read_text()
        entries = re.findall(r"(?m)^[^\s#].*(?:\n .*)*", text)
        assert entries
        assert [
            entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
        ] == []

    def test_names_no_address(self, source: Path) -> None:
        for path in (source, source.with_suffix(".txt")):
            assert not re.search(
                r"://|(?m:^\s*--?(i|f|index|extra-index|find-links)\b)", path.read_text()
            )

    def test_pins_what_was_asked_for(self, source: Path) -> None:
        asked = {
            Requirement(line).name for line in source.read_text().splitlines() if line[:1].isalpha()
        }
        locked = pins(source.with_suffix(".txt"))
        if source.name == "test.in":
            locked |= pins(source.with_name("requirements.txt"))
        assert asked <= set(locked)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_tests_add_to_the_environment_and_change_nothing(name: str) -> None:
    assert not pins(ENVS / name / "requirements.txt").keys() & pins(ENVS / name / "test.txt").keys()


@pytest.mark.parametrize("name", ["core", "embedded"])
def test_the_oldest_releases_are_those_that_the_package_declares(name: str) -> None:
    project = tomllib.loads((ENVS.parent / "packages/pipeline/pyproject.toml").read_text())
    declared = [Requirement(line) for line in project["project"]["dependencies"]]
    locked = pins(ENVS / name / "lowest.txt")
    own = [Requirement(line) for line in (ENVS / name / "requirements.in").read_text().splitlines()
           if line[:1].isalpha()]  # fmt: skip
    for item in [*declared, *(item for item in own if item.specifier)]:
        (bound,) = item.specifier
        (version,) = locked[item.name]
        assert bound.operator == ">="
        assert Version(version).release[: len(Version(bound.version).release)] == (
            Version(bound.version).release
        )


@pytest.mark.parametrize("name", ["core", "embedded"])
def test_the_tests_are_the_same_with_the_oldest_releases(name: str) -> None:
    tests, oldest = pins(ENVS / name / "test.txt"), pins(ENVS / name / "lowest.txt")
    assert all(tests[item] == oldest[item] for item in tests.keys() & oldest.keys())


@pytest.mark.parametrize("name", sorted(set(ENVIRONMENTS) - {"standards"}))
def test_every_environment_of_the_pipeline_has_what_core_needs(name: str) -> None:
    assert requirements("core") <= pins(ENVS / name / "requirements.txt").keys()


@pytest.mark.parametrize(
    ("package", "name"), [("pipeline", "core"), ("standards-lint", "standards")]
)
def test_the_lock_is_made_from_what_the_package_declares(package: str, name: str) -> None:
    assert requirements(name) == dependencies(package)


@pytest.mark.parametrize("name", ["core", "embedded", "faster", "mlx"])
def test_torch_is_in_no_lock_but_one(name: str) -> None:
    locks = [ENVS / name / lock for lock in ("requirements.txt", "test.txt")]
    assert {pin for lock in locks for pin in pins(lock) if TORCH.fullmatch(pin)} == set()


def test_whisperx_has_torch() -> None:
    assert "torch" in pins(ENVS / "whisperx" / "requirements.txt")
