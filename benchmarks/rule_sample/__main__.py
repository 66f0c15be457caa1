"""`python -m benchmarks.rule_sample CODE...`: print findings to judge."""

import random
from pathlib import Path

import click
from standards_lint import review, run
from standards_lint.model import Finding
from standards_lint.rules import Selection

from .packages import PACKAGES, project, unpacked

DEFAULT_CACHE = Path.home() / ".cache" / "standards-lint-benchmarks"
FOLDER = click.Path(path_type=Path)


def _findings(folder: Path, codes: tuple[str, ...], without: tuple[str, ...]) -> list[Finding]:
    analysis = run.analyse(project(folder, without), (), run.Options())
    return list(review.check(analysis, Selection(select=codes), ()))


def _show(number: int, finding: Finding, context: int) -> None:
    click.echo(f"\n--- {number} {finding.code} {finding.path}:{finding.line} {finding.message}")
    lines = Path(finding.path).read_text(encoding="utf-8", errors="replace").splitlines()
    first = max(0, finding.line - 1 - context)
    last = min(len(lines), (finding.end_line or finding.line) + context)
    for line, text in enumerate(lines[first:last], first + 1):
        click.echo(f"{'>' if line == finding.line else ' '}{line:5} {text}")


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.argument("codes", nargs=-1, required=True)
@click.option("--package", "packages", multiple=True, default=PACKAGES, help="NAME==VERSION.")
@click.option("--without", multiple=True, help="What one environment lacks; else all.")
@click.option("--count", type=click.IntRange(1), default=100, help="Findings a rule.")
@click.option("--seed", type=int, default=4, help="Of the draw.")
@click.option("--context", type=click.IntRange(0), default=8, help="Lines around a finding.")
@click.option("--cache", type=FOLDER, default=DEFAULT_CACHE, help="Unpacked packages.")
def main(
    codes: tuple[str, ...],
    packages: tuple[str, ...],
    without: tuple[str, ...],
    count: int,
    seed: int,
    context: int,
    cache: Path,
) -> None:
    """Print a random sample of the findings of each rule in CODES on public packages.

    The draw depends on the seed and on what was found, nothing else. Whether a finding is true
    is for the reader to say; `docs/precision.md` holds what was said.
    """
    found = [
        finding
        for pin in packages
        for finding in _findings(unpacked(pin, cache.absolute()), codes, without)
    ]
    for code in sorted({finding.code for finding in found}):
        of_rule = [finding for finding in found if finding.code == code]
        chosen = random.Random(seed).sample(of_rule, min(count, len(of_rule)))
        click.echo(f"\n=== {code}: {len(of_rule)} findings, {len(chosen)} drawn")
        for number, finding in enumerate(chosen, 1):
            _show(number, finding, context)


if __name__ == "__main__":
    main()
