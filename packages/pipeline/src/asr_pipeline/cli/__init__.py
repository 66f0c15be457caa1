"""The command line `asr-pipeline`."""

from __future__ import annotations

import sys

from asr_pipeline.cli.app import app
from asr_pipeline.exits import exit_code_of


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(exit_code_of(lambda: app.main(prog_name="asr-pipeline", standalone_mode=False)))
