"""Rules as Markdown: a page each, and a table of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from standards_lint.model import Example, RuleFacts

_LANGUAGES = {".py": "python", ".toml": "toml"}


def page(rule: RuleFacts) -> Iterator[str]:
    """The documentation of one rule, with its examples."""
    yield f"# {rule.name} ({rule.code})"
    yield ""
    yield _status(rule)
    yield ""
    yield rule.documentation
    for title, examples in (("Found", rule.invalid), ("Not found", rule.valid)):
        for number, example in enumerate(examples, 1):
            yield ""
            yield f"## {title}: {number}"
            yield from _example(example)
    yield ""


def table(rules: Sequence[RuleFacts]) -> Iterator[str]:
    """A row for each rule, which links to its page."""
    yield "| code | name | clause | severity | by default | fix |"
    yield "|---|---|---|---|---|---|"
    for rule in rules:
        link = f"[{rule.code}]({rule.code}.md)"
        default = "on" if rule.is_default else "off"
        fixes = ", ".join(rule.fixes)
        yield f"| {link} | {rule.name} | {rule.clause} | {rule.severity} | {default} | {fixes} |"


def _status(rule: RuleFacts) -> str:
    parts = [
        f"Clause {rule.clause} of the developer standards" if rule.clause else "",
        rule.severity,
        "on by default" if rule.is_default else f"off by default: `--extend-select {rule.code}`",
        f"fix: {', '.join(f'`{kind}`' for kind in rule.fixes)}" if rule.fixes else "no fix",
    ]
    text = "; ".join(part for part in parts if part)
    return f"{text[0].upper()}{text[1:]}."


def _example(example: Example) -> Iterator[str]:
    for name, text in example.files.items():
        language = _LANGUAGES.get(PurePosixPath(name).suffix, "text")
        yield from _block(f"`{name}`:" if text else f"`{name}` is empty.", language, text)
    yield from _block("Environments:", "toml", example.configuration)


def _block(title: str, language: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    if text:
        yield ""
        yield f"```{language}"
        yield text.rstrip("\n")
        yield "```"
