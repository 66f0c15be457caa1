"""What is analysed: distributions, each unpacked alone, and copies of them under other names."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COPIES = 4


@dataclass(frozen=True)
class Corpus:
    """A distribution and the questions asked about it.

    `forbidden` is the import name that is left out. `leaf` and `hub` are files, relative to the
    folder, that no other module imports and that very many modules import.
    """

    distribution: str
    version: str
    package: str
    forbidden: str
    leaf: str
    hub: str

    @property
    def label(self) -> str:
        """`name version`, as tables show it."""
        return f"{self.distribution} {self.version}"


CORPORA = (
    Corpus(
        "transformers",
        "4.57.1",
        "transformers",
        "torch",
        "transformers/models/xlnet/modeling_xlnet.py",
        "transformers/utils/import_utils.py",
    ),
    Corpus(
        "apache-airflow-core",
        "3.3.2",
        "airflow",
        "sqlalchemy",
        "airflow/cli/commands/version_command.py",
        "airflow/configuration.py",
    ),
)


def unpacked(corpus: Corpus, cache: Path) -> Path:
    """The folder that one distribution is installed into, alone; made once.

    Raises:
        subprocess.CalledProcessError: uv could not install it.
    """
    pin = f"{corpus.distribution}=={corpus.version}"
    folder = cache / "unpacked" / pin
    if not folder.exists():
        partial = folder.with_name(f"{pin}.partial")
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*uv, "--python", sys.executable, "--target", partial, pin], check=True)
        partial.rename(folder)
    return folder


def copied(corpus: Corpus, source: Path, target: Path, copies: int) -> list[str]:
    """Copy the package `copies` times below `target` under different names; the names.

    The first copy keeps its name. The copies import what the original names absolutely, so what
    grows is the number of files and of relative imports.
    """
    shutil.rmtree(target, ignore_errors=True)
    names = [corpus.package, *(f"{corpus.package}_{n}" for n in range(2, copies + 1))]
    for name in names:
        shutil.copytree(source / corpus.package, target / name)
    return names


def size(folder: Path) -> tuple[int, int]:
    """Python files and lines below a folder."""
    files = [*folder.rglob("*.py")]
    return len(files), sum(file.read_bytes().count(b"\n") for file in files)
