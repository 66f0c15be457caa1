"""The other side: what standards-lint says, through its command line only."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from .distributions import import_names, import_roots, installed
from .oracle import Outcome
from .probes import without_broken
from .sites import Site

TOOL = (sys.executable, "-m", "standards_lint")
FINDINGS = 1


class Provides(StrEnum):
    """What an environment's `provides` is made of.

    `roots`: the top-level import names of the kept distributions. `expanded`: the same with
    namespace packages expanded. `probed`: `expanded` without what a real import in the
    reduced directory showed to be broken, submodules included (`probes.without_broken`).
    """

    ROOTS = "roots"
    EXPANDED = "expanded"
    PROBED = "probed"


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


def provided(
    site: Site, package: str, form: Provides, probes: Mapping[str, Outcome]
) -> frozenset[str]:
    """The import names that the kept distributions give, the package's own not among them."""
    others = [dist for name, dist in installed(site.path).items() if name != package]
    naming = import_roots if form is Provides.ROOTS else import_names
    names = frozenset().union(*map(naming, others))
    if form is not Provides.PROBED:
        return names
    return without_broken(names, probes, site.path)


def configuration(source: Path, provides: Mapping[str, frozenset[str]]) -> str:
    """The text of a standards-lint.toml: one import root, an environment for each name."""
    text = [f"src = [{json.dumps(str(source))}]"]
    for name, names in provides.items():
        text += [
            f"\n[environments.{json.dumps(name)}]",
            f'python-version = "{sys.version_info.major}.{sys.version_info.minor}"',
            f"platform = {json.dumps(sys.platform)}",
            f"provides = {json.dumps(sorted(names), indent=1)}",
        ]
    return "\n".join(text) + "\n"


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
