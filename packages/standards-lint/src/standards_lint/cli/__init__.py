"""The command line."""

from __future__ import annotations

import click

from standards_lint.cli.baseline import baseline
from standards_lint.cli.check import check
from standards_lint.cli.env import env
from standards_lint.cli.group import Group
from standards_lint.cli.init import init
from standards_lint.cli.matrix import matrix
from standards_lint.cli.report import report
from standards_lint.cli.rule import rule
from standards_lint.cli.verify import verify
from standards_lint.cli.why import why


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="standards-lint", prog_name="standards-lint")
def main() -> None:
    """Prove, for every environment and module, whether importing it succeeds.

    Exit codes: 0 clean, 1 findings, 2 wrong use or configuration.
    """


for command in (init, check, matrix, why, rule, baseline, report, env, verify):
    main.add_command(command)
