"""`standards-lint rule`."""

from __future__ import annotations

import click

from standards_lint.errors import UsageError


@click.command()
@click.argument("code", required=False)
def rule(code: str | None) -> None:
    """Explain a rule, or list all of them."""
    from standards_lint.rules import RULES

    if code is None:
        for item in RULES:
            click.echo(f"{item.code} {item.name} (clause {item.clause})")
        return
    for item in RULES:
        if code in (item.code, item.name):
            click.echo(f"# {item.name} ({item.code})\n\nClause {item.clause}.\n")
            click.echo(item.documentation)
            return
    known = ", ".join(item.code for item in RULES)
    raise UsageError(f"unknown rule {code!r}; known: {known}")
