import pytest
from hypothesis import given, strategies
from standards_lint.environments.contents import Probe
from standards_lint.environments.markers import Platform
from standards_lint.environments.record import Record, RecordedDistribution, digest, encoded, load
from standards_lint.environments.sources import read
from standards_lint.errors import EnvironmentSourceError

LINUX = Platform("3.11.99", "linux", "x86_64")
DARWIN = Platform("3.11.99", "darwin", "arm64")
HASH = "--hash=sha256:" + "0" * 64
LOCK = f"mlx==1 {HASH}\nother==2 ; sys_platform == 'darwin' {HASH}\nodd-name==3 {HASH}\n"


def record(root, **changes):
    values = {
        "version": 1,
        "python": '"3.11.7"',
        "platform": '"linux"',
        "machine": '"x86_64"',
        "lock": '"requirements.txt"',
        "lock-digest": f'"{digest(root / "env/requirements.txt")}"',
        **changes,
    }
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    text += """
[distributions.mlx]
version = "1"
imports = ["mlx.core", "mlx.nn"]
[distributions.odd-name]
version = "3"
imports = ["strange"]
[probes."mlx.broken"]
error = "No module named 'torch'"
missing = "torch"
[probes."mlx.core"]
names = ["array", "float16"]
"""
    (root / "env/imports.toml").write_text(text)


@pytest.fixture
def root(tree):
    return tree({"env/requirements.txt": LOCK})


def test_a_record_that_fits_decides(root):
    record(root)
    found = read("env", root, LINUX)
    assert found.distributions["mlx"].imports == ("mlx.core", "mlx.nn")
    assert found.probes["mlx.broken"].missing == "torch"
    assert found.problems == ()
    assert found.interpreter.python == "3.11.7"


def test_elsewhere_the_lock_decides_with_the_recorded_names(root):
    record(root)
    found = read("env", root, DARWIN)
    assert set(found.distributions) == {"mlx", "other", "odd-name"}
    assert found.distributions["odd-name"].imports == ("strange",)
    assert found.distributions["other"].imports is None
    assert found.problems == ()


def test_a_stale_record_is_a_problem_and_the_lock_decides(root):
    record(root)
    (root / "env/requirements.txt").write_text(LOCK + f"new==4 {HASH}\n")
    found = read("env", root, LINUX)
    assert "new" in found.distributions
    assert ["is older than requirements.txt" in item.message for item in found.problems] == [True]


def test_a_record_without_its_lock(root):
    record(root)
    (root / "env/requirements.txt").unlink()
    found = read("env", root, LINUX)
    assert set(found.distributions) == {"mlx", "odd-name"}
    assert "is gone" in found.problems[0].message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "format 2, but this version reads 1"),
        ({"python": "3"}, "env sync"),
        ({"platfrom": '"x"'}, "unknown key 'platfrom'; did you mean 'platform'"),
    ],
)
def test_a_wrong_record(root, change, message):
    record(root, **change)
    with pytest.raises(EnvironmentSourceError, match=message):
        read("env", root, LINUX)


TEXTS = strategies.text(strategies.characters(exclude_categories=["Cs"]))
PROBES = strategies.builds(
    Probe, error=TEXTS, missing=TEXTS, names=strategies.none() | strategies.tuples(TEXTS, TEXTS)
)
DISTRIBUTIONS = strategies.builds(
    RecordedDistribution,
    version=TEXTS,
    imports=strategies.tuples(TEXTS),
    requires=strategies.tuples() | strategies.tuples(TEXTS),
)


@given(
    probes=strategies.dictionaries(TEXTS, PROBES, max_size=3),
    distributions=strategies.dictionaries(TEXTS, DISTRIBUTIONS, max_size=3),
    lock=strategies.none() | TEXTS,
)
def test_what_is_written_is_read_again(tmp_path_factory, probes, distributions, lock):
    made = Record(
        version=1,
        python="3.11.7",
        platform="linux",
        machine="x86_64",
        probes=probes,
        distributions=distributions,
        lock=lock,
        lock_digest=lock,
    )
    path = tmp_path_factory.mktemp("record") / "imports.toml"
    path.write_bytes(encoded(made).encode())
    assert load(path) == made
