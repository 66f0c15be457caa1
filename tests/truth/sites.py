"""Site directories: every distribution unpacked once, directories made of hard links."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from packaging.utils import canonicalize_name

from .distributions import dependants, installed, requirement_graph
from .selection import Mode, Package, Reduced

FULL = "full"
NOT_IMPORTED = {"bin", "share", "etc", "include", "man"}


class InstallError(Exception):
    """The installer could not resolve or install; the message holds what it said."""


@dataclass(frozen=True)
class Site:
    """A site directory and the pinned distributions (`name==version`) that lie in it."""

    path: Path
    pins: frozenset[str]

    @property
    def digest(self) -> str:
        """Identifies the contents: the pins and the running Python."""
        text = "\n".join([sys.version, *sorted(self.pins)])
        return sha256(text.encode()).hexdigest()[:12]


def _uv(*arguments: str, stdin: str = "") -> str:
    """Run uv, which is to look for wheels in the folders that pip is told to look in."""
    environment = dict(os.environ)
    if "PIP_FIND_LINKS" in environment:
        environment.setdefault("UV_FIND_LINKS", environment["PIP_FIND_LINKS"])
    command = [sys.executable, "-m", "uv", "--quiet", "pip", *arguments]
    done = subprocess.run(
        command, input=stdin, text=True, capture_output=True, env=environment, check=False
    )
    if done.returncode:
        raise InstallError(f"{' '.join(command)}\n{stdin}\n{done.stderr}")
    return done.stdout


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text)
    temporary.replace(path)


def resolve(package: Package, constraints: Iterable[str], cache: Path) -> frozenset[str]:
    """The pins (`name==version`) of a package and all it requires, resolved once and kept."""
    wanted = [f"{package.name}=={package.version}", *package.extra_requirements]
    excluded = {canonicalize_name(name) for name in package.not_installable}
    key = sha256("\n".join([*wanted, *sorted(excluded), *constraints]).encode()).hexdigest()[:8]
    lock = cache / "locks" / f"{package.label}-{key}.txt"
    if not lock.exists():
        limits = lock.with_suffix(".constraints")
        _write(limits, "\n".join(constraints))
        never = lock.with_suffix(".overrides")
        _write(never, "\n".join(f"{name} ; python_version < '3'" for name in sorted(excluded)))
        options = ["--constraints", str(limits), "--overrides", str(never)]
        requirements = "\n".join(wanted)
        form = ["--no-header", "--no-annotate", "--python", sys.executable]
        _write(lock, _uv("compile", *form, *options, "-", stdin=requirements))
    lines = (line.split(";")[0].strip() for line in lock.read_text().splitlines())
    pins = {line for line in lines if line and not line.startswith("#")}
    return frozenset(pin for pin in pins if pin.split("==")[0] not in excluded)


def unpacked(pin: str, cache: Path) -> Path:
    """The folder that holds one distribution alone, with its bytecode; installed once."""
    folder = cache / "pool" / pin
    if not folder.exists():
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.tmp")
        options = ["--no-deps", "--compile-bytecode", "--python", sys.executable]
        _uv("install", *options, "--target", str(partial), pin)
        for name in NOT_IMPORTED:
            shutil.rmtree(partial / name, ignore_errors=True)
        partial.replace(folder)
    return folder


def _link_tree(source: Path, target: Path) -> None:
    """Hard-link a tree into another; a file that is already there is kept."""
    target.mkdir(exist_ok=True)
    for entry in os.scandir(source):
        if entry.is_dir():
            _link_tree(Path(entry.path), target / entry.name)
        elif not (target / entry.name).exists():
            os.link(entry.path, target / entry.name)


def build(path: Path, pins: frozenset[str], cache: Path) -> Site:
    """Make the site directory of some pins at `path`, or keep the one that is there."""
    site = Site(path, pins)
    stamp = path.with_name(f"{path.name}.pins")
    listing = "\n".join(sorted(pins))
    if stamp.exists() and stamp.read_text() == listing:
        return site
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    for pin in sorted(pins):
        _link_tree(unpacked(pin, cache), path)
    _write(stamp, listing)
    return site


def kept(package: Package, reduced: Reduced, full: Site) -> frozenset[str]:
    """The pins that stay in a reduced site directory.

    Raises:
        InstallError: a distribution to leave out is not in the full directory.
    """
    present = installed(full.path)
    out = {canonicalize_name(name) for name in reduced.leave_out}
    if absent := out - present.keys():
        raise InstallError(f"{package.label} never has {', '.join(sorted(absent))}")
    if reduced.mode is Mode.WITH_DEPENDANTS:
        out |= dependants(out, requirement_graph(present))
    out.discard(canonicalize_name(package.name))
    return frozenset(pin for pin in full.pins if canonicalize_name(pin.split("==")[0]) not in out)


def directories(package: Package, constraints: Iterable[str], cache: Path) -> dict[str, Site]:
    """The full site directory and every reduced one, by environment name.

    Raises:
        InstallError: two reduced directories are the same, so their cells would count twice.
    """
    base = cache / "sites" / package.label
    full = build(base / FULL, resolve(package, constraints, cache), cache)
    reduced = {
        name: build(base / name, kept(package, environment, full), cache)
        for name, environment in package.environments.items()
    }
    if len({site.pins for site in reduced.values()}) < len(reduced):
        raise InstallError(f"{package.label}: two environments keep the same distributions")
    return {FULL: full, **reduced}


def source_folder(package: Package, full: Site, cache: Path) -> Path:
    """The folder that holds the package under test and nothing else."""
    wanted = canonicalize_name(package.name)
    pin = next(pin for pin in full.pins if canonicalize_name(pin.split("==")[0]) == wanted)
    return unpacked(pin, cache)
