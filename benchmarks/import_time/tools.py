"""The two programs under measurement and their configurations."""

import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .corpora import Corpus

IMPORT = re.compile(rb"^\s*(?:import\s+(\w+)|from\s+(\w+)[\w.]*\s+import\b)", re.MULTILINE)
CACHE = ".standards_lint_cache"


@dataclass(frozen=True)
class Command:
    """A command line with its working directory and environment; `cache` is deleted when cold."""

    name: str
    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    cache: Path | None = None

    def forget(self) -> None:
        """Delete the cache."""
        if self.cache:
            shutil.rmtree(self.cache, ignore_errors=True)


def script(name: str) -> str:
    """The console script beside the running interpreter, or on PATH.

    Raises:
        FileNotFoundError: it is not installed.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise FileNotFoundError(f"{name} is not installed beside {sys.executable}")
    return found


def _third_party(folder: Path, own: Sequence[str]) -> set[str]:
    """The top-level names in import statements that are neither standard nor first-party."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        matches = IMPORT.findall(file.read_bytes())
        found.update((plain or source).decode() for plain, source in matches)
    return found - set(sys.stdlib_module_names) - set(own)


def ours(corpus: Corpus, folder: Path, packages: Sequence[str], work: Path) -> Command:
    """standards-lint with one environment that has everything but the forbidden package."""
    provides = sorted(_third_party(folder, packages) - {corpus.forbidden})
    config = work / "standards-lint.toml"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    config.write_text(
        f"src = [{json.dumps(str(folder))}]\n[environments.reduced]\n"
        f'python-version = "{version}"\nplatform = "linux"\nprovides = {json.dumps(provides)}\n'
    )
    cache = work / CACHE
    arguments = ("check", "--select", "ENV", "--config", str(config), str(folder))
    environment = {"HOME": str(work), "PATH": "/usr/bin:/bin"}
    command = (script("standards-lint"), *arguments)
    return Command("standards-lint", command, work, environment, cache)


def theirs(corpus: Corpus, folder: Path, packages: Sequence[str], work: Path) -> Command:
    """lint-imports with one forbidden contract, its cache off."""
    listed = "".join(f"\n    {name}" for name in packages)
    config = work / "importlinter.ini"
    config.write_text(
        f"[importlinter]\nroot_packages ={listed}\ninclude_external_packages = True\n"
        f"[importlinter:contract:one]\nname = forbidden\ntype = forbidden\n"
        f"source_modules ={listed}\nforbidden_modules = {corpus.forbidden}\n"
    )
    environment = {"PYTHONPATH": str(folder), "HOME": str(work), "PATH": "/usr/bin:/bin"}
    arguments = ("--no-cache", "--no-logo", "--config", str(config))
    return Command("lint-imports", (script("lint-imports"), *arguments), work, environment)
