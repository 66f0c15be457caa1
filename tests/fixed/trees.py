"""Copies of packages with a configuration, ready to be fixed."""

import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..truth import probes
from ..truth.sites import unpacked
from .selection import Package


def unpacked_tree(package: Package, cache: Path, work: Path) -> Path:
    """A fresh copy of an unpacked package whose environments have all else that it imports."""
    folder = work / package.name
    shutil.rmtree(folder, ignore_errors=True)
    copy_python(unpacked(package.pin, cache), folder / "src")
    sources = list((folder / "src").rglob("*.py"))
    own = {path.name.partition(".")[0] for path in (folder / "src").iterdir()}
    imported = probes.imported_modules(sources, folder / "src")
    third = {name.partition(".")[0] for name in imported} - own - set(sys.stdlib_module_names)
    environments = {name: third - set(lacking) for name, lacking in package.without.items()}
    return _configured(folder, {"full": third, **environments})


def copy_python(source: Path, target: Path) -> None:
    """Copy a folder without bytecode."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def _configured(folder: Path, environments: Mapping[str, Iterable[str]]) -> Path:
    text = ['src = ["src"]']
    for name, provided in environments.items():
        text += [
            f"[environments.{json.dumps(name)}]",
            f'python-version = "{sys.version_info.major}.{sys.version_info.minor}"',
            f"platform = {json.dumps(sys.platform)}",
            f"provides = {json.dumps(sorted(provided))}",
        ]
    config = folder / "standards-lint.toml"
    config.write_text("\n".join(text) + "\n")
    return config
