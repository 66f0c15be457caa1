"""`standards-lint rule`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standards_lint.cli.options import emit
from standards_lint.errors import UsageError

if TYPE_CHECKING:
    from standards_lint.rules import Rule

FINDINGS = 1


@click.command()
@click.argument("code", required=False)
@click.option("--all", "is_all", is_flag=True, help="Explain every rule.")
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file.")
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True
)
@click.option("--test", "is_test", is_flag=True, help="Try the examples of the rule.")
def rule(
    *, code: str | None, is_all: bool, config: Path | None, output_format: str, is_test: bool
) -> None:
    """Explain a rule, by code or name, or list all of them.

    Rules of the repository's own are known, too. With --test, exits with 1 if an example of a
    rule is not judged as it says.
    """
    from standards_lint import review
    from standards_lint.config import Project

    known = review.rules(Project.load(Path.cwd(), config))
    chosen = known if code is None else (_named(known, code),)
    if is_test:
        _test(chosen)
    elif output_format == "json":
        from standards_lint.reporters import rules_json

        emit(rules_json.render([item.facts() for item in chosen]))
    elif code is None and not is_all:
        for item in chosen:
            click.echo(f"{item.code} {item.name}{_notes(item)}")
    else:
        from standards_lint.reporters import rules_markdown

        emit(line for item in chosen for line in rules_markdown.page(item.facts()))


def _named(known: tuple[Rule, ...], code: str) -> Rule:
    for item in known:
        if code in (item.code, item.name):
            return item
    from standards_lint.config import nearest

    names = tuple(name for item in known for name in (item.code, item.name))
    raise UsageError(f"unknown rule {code!r}; {nearest(code, names)}")


def _notes(item: Rule) -> str:
    clause = f"clause {item.clause}" if item.clause else ""
    notes = [clause, "" if item.is_default else "off by default", "fix" if item.fixes else ""]
    text = ", ".join(note for note in notes if note)
    return f" ({text})" if text else ""


def _test(chosen: tuple[Rule, ...]) -> None:
    from standards_lint import trial

    failures = [text for item in chosen for text in trial.failures(item)]
    emit(failures)
    if failures:
        click.get_current_context().exit(FINDINGS)
    examples = sum(len(item.valid) + len(item.invalid) for item in chosen)
    click.echo(f"{examples} examples are judged as they say.")
