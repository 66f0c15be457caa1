"""The other side: what standards-lint says, through its command line only."""

import json
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from .distributions import import_names, import_roots, installed
from .oracle import Outcome
from .probes import below
from .sites import Site

TOOL = (sys.executable, "-m", "standards_lint")
FINDINGS = 1


class Provides(StrEnum):
    """What an environment declares.

    `roots`: the top-level import names of the kept distributions, as `provides`. `expanded`: the
    same with namespace packages expanded. `probed`: `expanded` without the names that a real
    import in the reduced directory showed to be broken, and broken submodules of the others as
    probes in an `imports.toml`, where `standards-lint env sync` would record them.
    """

    ROOTS = "roots"
    EXPANDED = "expanded"
    PROBED = "probed"


@dataclass(frozen=True)
class Declared:
    """One environment: `provides`, and the submodules of these whose import fails."""

    provides: frozenset[str]
    broken: Mapping[str, Outcome] = field(default_factory=dict)


class Verdict(msgspec.Struct, frozen=True):
    """One cell of the matrix; `chain` has steps with `module`, `path` and `line`."""

    verdict: str
    kind: str = ""
    missing: str = ""
    chain: tuple[dict[str, Any], ...] = ()
    condition: str = ""
    assumes: tuple[Any, ...] = ()


class ToolError(Exception):
    """standards-lint ended with neither 0 nor 1, or its output is not the published JSON."""


def declared(site: Site, package: str, form: Provides, probes: Mapping[str, Outcome]) -> Declared:
    """What the kept distributions give, the package's own names not among them."""
    others = [dist for name, dist in installed(site.path).items() if name != package]
    naming = import_roots if form is Provides.ROOTS else import_names
    names = frozenset().union(*map(naming, others))
    if form is not Provides.PROBED:
        return Declared(names)
    broken = {name: outcome for name, outcome in probes.items() if not outcome.ok}
    working = names - broken.keys()
    submodules = {m: o for m, o in broken.items() if any(below(m, name) for name in working)}
    return Declared(working, submodules)


def record(environment: Declared) -> str:
    """The text of an imports.toml that holds nothing but the broken submodules."""
    text = [
        "version = 1",
        f"python = {json.dumps(platform.python_version())}",
        f"platform = {json.dumps(sys.platform)}",
        f"machine = {json.dumps(platform.machine())}",
        "[distributions]",
    ]
    for name, outcome in environment.broken.items():
        text += [
            f"[probes.{json.dumps(name)}]",
            f"error = {json.dumps(outcome.message or outcome.exception)}",
            f"missing = {json.dumps(outcome.missing or '')}",
        ]
    return "\n".join(text) + "\n"


def configuration(source: Path, environments: Mapping[str, Declared]) -> str:
    """The text of a standards-lint.toml: one import root, an environment for each name.

    An environment with broken submodules has its record in a folder of its name.
    """
    text = [f"src = [{json.dumps(str(source))}]"]
    for name, environment in environments.items():
        text += [
            f"\n[environments.{json.dumps(name)}]",
            f'python-version = "{sys.version_info.major}.{sys.version_info.minor}"',
            f"platform = {json.dumps(sys.platform)}",
            f"provides = {json.dumps(sorted(environment.provides), indent=1)}",
        ]
        if environment.broken:
            text.append(f"provides-from = [{json.dumps(name)}]")
    return "\n".join(text) + "\n"


def write_configuration(folder: Path, source: Path, environments: Mapping[str, Declared]) -> Path:
    """Write the configuration and the records into a folder; the configuration's path."""
    for name, environment in environments.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "imports.toml").write_text(record(environment))
    config = folder / "standards-lint.toml"
    config.write_text(configuration(source, environments))
    return config


def matrix(
    config: Path, source: Path, options: Iterable[str] = (), tool: Iterable[str] = TOOL
) -> dict[str, dict[str, Verdict]]:
    """Run `standards-lint matrix`; verdicts by module and environment.

    Raises:
        ToolError: it failed, or said something else than the published format.
    """
    form = ["--config", str(config), "--output-format", "json", *options]
    command = [*tool, "matrix", *form, str(source)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, FINDINGS):
        raise ToolError(f"exit {done.returncode}\n{done.stderr.decode()[-4000:]}")
    try:
        rows = msgspec.json.decode(done.stdout)["modules"]
        return {row["module"]: msgspec.convert(row["cells"], dict[str, Verdict]) for row in rows}
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise ToolError(f"unexpected output: {error}\n{done.stdout[:400]!r}") from error
