"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from asr_pipeline.errors import InterruptedRunError, PipelineError, UsageError, from_system
from asr_pipeline.secrecy import redacted


def exit_code_of(run: Callable[[], int | None]) -> int:
    """Return the exit code of `run`; what a user can cause is printed as one message."""
    try:
        code = run()
    except PipelineError as error:
        return _report(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except OSError as error:
        failure = from_system(error)
        return _report(str(failure), failure.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _report("interrupted; run it again to continue", InterruptedRunError.exit_code)
    return code or 0


def _report(message: str, code: int) -> int:
    sys.stderr.write(f"asr-pipeline: {redacted(message)}\n")
    return code
