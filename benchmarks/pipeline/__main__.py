"""`python -m benchmarks.pipeline`: measure and print a table."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from .costs import Cost, costs

GOAL_MISSED = 1


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure what the pipeline costs beside the work, and print it as Markdown.

    Runs in the embedded environment; imports are measured in every cell that is there. Exit code 1
    if a goal is missed.
    """
    click.echo("| cost | | beside | goal | |\n|---|---:|---|---:|---|")
    missed = False
    try:
        with TemporaryDirectory() as work:
            for cost in costs(Path(work)):
                click.echo(_line(cost))
                missed |= not cost.is_kept
    except subprocess.CalledProcessError as error:
        told = (error.stderr or b"").decode(errors="replace")
        raise click.ClickException(f"{' '.join(map(str, error.cmd))}\n{told}") from error
    sys.exit(GOAL_MISSED if missed else 0)


def _line(cost: Cost) -> str:
    goal = "" if cost.limit is None else f"{cost.limit:.3g} {cost.unit}"
    kept = "" if cost.limit is None else "kept" if cost.is_kept else "missed"
    return f"| {cost.name} | {cost.ours:.3g} {cost.unit} | {cost.compared} | {goal} | {kept} |"


if __name__ == "__main__":
    main()
