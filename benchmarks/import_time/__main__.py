"""`python -m benchmarks.import_time`: measure and print a table."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from . import reference
from .corpora import CORPORA, size, unpacked
from .measure import CommandFailed
from .scenarios import Line, lines

DEFAULT_CACHE = Path.home() / ".cache" / "standards-lint-benchmarks"
GOAL_MISSED = 1
NAMES = [corpus.distribution for corpus in CORPORA]
FOLDER = click.Path(path_type=Path)


def _table_line(line: Line) -> str:
    unit = line.unit
    kept = "kept" if line.kept else "missed"
    return (
        f"| {line.name} | {line.ours:.3g} {unit} | {line.reference:.3g} {unit} "
        f"({line.reference_name}) | {line.ratio:.2f} | {line.limit:.3g} {unit} | {kept} |"
    )


def _print_reference(folder: Path) -> None:
    for name, seconds in reference.scans(folder).items():
        click.echo(f"| {name}, one process | {seconds:.3g} s | | | | |")


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.argument("corpora", nargs=-1, type=click.Choice(NAMES))
@click.option("--runs", type=click.IntRange(1), default=5, help="Runs of each scenario.")
@click.option("--cache", type=FOLDER, default=DEFAULT_CACHE, help="Downloaded wheels.")
@click.option("--scans/--no-scans", default=False, help="Time plain scans of the files too.")
def main(corpora: tuple[str, ...], runs: int, cache: Path, scans: bool) -> None:
    """Time standards-lint beside lint-imports on CORPORA, or on all.

    Prints medians in wall-clock seconds, ratios and goals as Markdown. Both programs must be
    installed beside the running interpreter. Exit code 1 if a goal is missed.
    """
    missed = False
    for corpus in CORPORA:
        if corpora and corpus.distribution not in corpora:
            continue
        source = unpacked(corpus, cache.absolute())
        files, count = size(source / corpus.package)
        click.echo(f"\n{corpus.label}: {files} files, {count} lines, medians of {runs} runs\n")
        click.echo("| scenario | standards-lint | compared with | ratio | goal | |")
        click.echo("|---|---:|---:|---:|---:|---|")
        with TemporaryDirectory() as work:
            try:
                for line in lines(corpus, source, Path(work), runs):
                    click.echo(_table_line(line))
                    missed |= not line.kept
            except (CommandFailed, FileNotFoundError) as error:
                raise click.ClickException(str(error)) from error
        if scans:
            _print_reference(source / corpus.package)
    sys.exit(GOAL_MISSED if missed else 0)


if __name__ == "__main__":
    main()
