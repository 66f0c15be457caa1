"""Every rule against its own examples."""

import pytest
from msgspec.structs import replace
from standards_lint import trial
from standards_lint.fixes import CODEMODS
from standards_lint.rules import RULES

VALID = [(rule, example) for rule in RULES for example in rule.valid]
INVALID = [(rule, example) for rule in RULES for example in rule.invalid]


def label(item):
    return getattr(item, "code", "")


@pytest.mark.parametrize(("rule", "example"), VALID, ids=label)
def test_valid(rule, example):
    assert trial.findings(rule, example) == ()


@pytest.mark.parametrize(("rule", "example"), INVALID, ids=label)
def test_invalid(rule, example):
    found = trial.findings(rule, example)
    assert found
    assert {finding.code for finding in found} == {rule.code}
    assert {finding.severity for finding in found} == {rule.severity}
    assert all(finding.line >= 1 and finding.path for finding in found)
    kinds = {finding.fix.kind for finding in found if finding.fix is not None}
    assert kinds <= set(rule.fixes)


@pytest.mark.parametrize("rule", RULES, ids=label)
def test_a_message_does_not_change_when_lines_move(rule):
    """Else a baseline would call a known finding new."""
    example = rule.invalid[0]
    moved = {
        name: f"\n\n{text}" if name.endswith(".py") else text
        for name, text in example.files.items()
    }
    before, after = (
        {(item.code, item.message, item.missing) for item in trial.findings(rule, found)}
        for found in (example, replace(example, files=moved))
    )
    assert before == after


@pytest.mark.parametrize("rule", RULES, ids=label)
def test_a_rule_has_documentation_and_examples(rule):
    assert rule.valid
    assert rule.invalid
    assert set(rule.fixes) <= set(CODEMODS)
    for part in ("Why it is bad:", "For example", "Use instead:"):
        assert part in rule.documentation


def test_codes_and_names_are_unique_and_sorted():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_examples_that_are_not_judged_as_they_say_are_told():
    rule = next(rule for rule in RULES if rule.code == "ENV001")
    turned = replace(rule, valid=rule.invalid[:1], invalid=rule.valid[:1])
    assert list(trial.failures(rule)) == []
    assert [text.partition(": ")[2] for text in trial.failures(turned)] == [
        "valid example 1: a.py:1: environment `mlx` has no `torch`",
        "invalid example 1: nothing is found",
    ]
