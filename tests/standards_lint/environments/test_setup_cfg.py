"""What a project declares in setup.cfg."""

import pytest
from standards_lint.environments.markers import Platform
from standards_lint.environments.sources import read
from standards_lint.errors import EnvironmentSourceError

WHERE = Platform("3.11.9", "linux", "x86_64")
TEXT = """
[options]
install_requires =
    numpy>=1  # numbers
    scipy ; python_version < '3'
[options.extras_require]
GPU_x =
    torch[all]
dev = file: dev.txt, more.txt
"""


@pytest.fixture
def installed(tree):
    def call(entry, text=TEXT):
        folder = tree({"setup.cfg": text, "dev.txt": "pytest\n", "more.txt": "ruff\n"})
        return read(entry, folder, WHERE)

    return call


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("setup.cfg", {"numpy"}),
        ("setup.cfg[gpu-x]", {"numpy", "torch"}),
        ("setup.cfg[gpu_x,dev]", {"numpy", "torch", "pytest", "ruff"}),
    ],
)
def test_what_is_installed(installed, entry, expected):
    contents = installed(entry)
    assert (set(contents.distributions), contents.is_closed) == (expected, False)


def test_what_decides_is_known_so_that_it_is_read_again_when_it_changes(installed):
    names = {path.rpartition("/")[2] for path in installed("setup.cfg[dev]").files}
    assert names == {"setup.cfg", "dev.txt", "more.txt"}


@pytest.mark.parametrize(
    ("entry", "text", "said"),
    [
        ("setup.cfg[x]", TEXT, "no extra 'x'; declared: dev, gpu-x"),
        ("setup.cfg", "[options\n", "cannot be read"),
        ("setup.cfg", "[options]\ninstall_requires = = x\n", "setup.cfg: Expected"),
        ("setup.cfg", "[options]\ninstall_requires = file: gone.txt\n", "gone.txt: no such file"),
    ],
)
def test_what_is_wrong_is_told(installed, entry, text, said):
    with pytest.raises(EnvironmentSourceError, match=said):
        installed(entry, text)
