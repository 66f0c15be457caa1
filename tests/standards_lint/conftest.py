import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no defect
settings.load_profile("untimed")

INTERPRETERS = ("bin/python", "Scripts/python.exe")
Tree = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Writes files below an empty folder, which becomes the current one."""

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


@pytest.fixture
def environment():
    """Makes a virtual environment that holds distributions, and returns its interpreter."""

    def make(folder, distributions):
        venv.create(folder, with_pip=False)
        (site,) = (*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages"))
        for name, files in distributions.items():
            install(site, name, files)
        return next(folder / place for place in INTERPRETERS if (folder / place).exists())

    return make


def install(site: Path, name: str, files: dict[str, str]) -> None:
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\n")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))
    for file, text in files.items():
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
