"""Every rule against its own examples."""

import json

import pytest
from standards_lint import run
from standards_lint.config import Project
from standards_lint.rules import RULES, Selection

VALID = [(rule, example) for rule in RULES for example in rule.valid]
INVALID = [(rule, example) for rule in RULES for example in rule.invalid]


def label(item):
    return getattr(item, "code", "")


def findings(tree, rule, example):
    tables = [
        f"[environments.{name}]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
        for name, keys in example.environments.items()
    ]
    root = tree({"standards-lint.toml": "\n".join(tables), **example.files})
    options = run.Options(jobs=1, cache=False)
    analysis = run.analyse(Project.load(root, None), (), options)
    selected = "ALL" if rule.is_review else rule.code
    found = run.check(analysis, Selection(select=(selected,)), ())
    return tuple(finding for finding in found if finding.code == rule.code or not rule.is_review)


@pytest.mark.parametrize(("rule", "example"), VALID, ids=label)
def test_valid(tree, rule, example):
    assert findings(tree, rule, example) == ()


@pytest.mark.parametrize(("rule", "example"), INVALID, ids=label)
def test_invalid(tree, rule, example):
    found = findings(tree, rule, example)
    assert {finding.code for finding in found} == {rule.code}
    assert {finding.severity for finding in found} == {rule.severity}
    assert all(finding.line >= 1 and finding.path for finding in found)


@pytest.mark.parametrize("rule", RULES, ids=label)
def test_a_rule_has_documentation_and_examples(rule):
    assert rule.valid
    assert rule.invalid
    for part in ("Why it is bad:", "For example", "Use instead:"):
        assert part in rule.documentation


def test_codes_and_names_are_unique_and_sorted():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)
