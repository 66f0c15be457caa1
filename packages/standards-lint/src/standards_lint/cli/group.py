"""Turns every error into one message and its exit code."""

from __future__ import annotations

import atexit
import errno
import gc

import click

from standards_lint.errors import StandardsLintError
from standards_lint.stack import roomy

INTERNAL_ERROR = 2


class Failure(click.ClickException):
    """An expected error on its way to the terminal."""

    def __init__(self, error: StandardsLintError) -> None:
        super().__init__(str(error))
        self.exit_code: int = error.exit_code  # type: ignore[misc]


class Group(click.Group):
    """A group of commands whose errors the user can read."""

    @roomy
    def invoke(self, ctx: click.Context) -> object:
        """Run the command.

        Raises:
            click.ClickException: for every error a user can cause.
        """
        # Looking for cycles as the process ends would take as long as judging hundreds of modules.
        atexit.register(gc.freeze)
        try:
            return super().invoke(ctx)
        except StandardsLintError as error:
            raise Failure(error) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            place = f"{error.filename}: " if error.filename else ""
            raise Failure(StandardsLintError(f"{place}{error.strerror or error}")) from None
        except Exception:  # noqa: BLE001 - a defect of the tool must not look like findings
            import traceback

            click.echo(traceback.format_exc(), err=True)
            click.echo("This is a defect of standards-lint; please report it.", err=True)
            ctx.exit(INTERNAL_ERROR)
