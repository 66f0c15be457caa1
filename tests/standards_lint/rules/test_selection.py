import pytest
from standards_lint.errors import UsageError
from standards_lint.rules import Rule, Selection


def rule(code, *, is_default=True):
    return Rule(code, code.lower(), "2", lambda context: iter(()), (), (), is_default=is_default)


RULES = (rule("DEG001"), rule("ENV001"), rule("ENV002"), rule("ENV003", is_default=False))


@pytest.mark.parametrize(
    ("selection", "codes"),
    [
        (Selection(), ["DEG001", "ENV001", "ENV002"]),
        (Selection(select=("ENV",)), ["ENV001", "ENV002", "ENV003"]),
        (Selection(select=("ENV001",)), ["ENV001"]),
        (Selection(select=()), []),
        (Selection(select=("ALL",)), ["DEG001", "ENV001", "ENV002", "ENV003"]),
        (Selection(ignore=("ENV",)), ["DEG001"]),
        (Selection(ignore=("ALL",)), []),
        (Selection(extend_select=("ENV003",)), ["DEG001", "ENV001", "ENV002", "ENV003"]),
        (Selection(select=("ENV001",), ignore=("ENV",)), ["ENV001"]),
        (Selection(select=("ENV",), ignore=("ENV001",)), ["ENV002", "ENV003"]),
        (Selection(select=("ENV001",), ignore=("ENV001",)), []),
        (Selection(select=("DEG",), extend_select=("ENV001",)), ["DEG001", "ENV001"]),
    ],
)
def test_the_longest_prefix_decides(selection, codes):
    assert [item.code for item in selection.of(RULES)] == codes


@pytest.mark.parametrize(
    "selection",
    [Selection(select=("XYZ",)), Selection(ignore=("ENV9",)), Selection(extend_select=("env",))],
)
def test_an_unknown_code_is_an_error(selection):
    with pytest.raises(UsageError, match=r"unknown rule code .*; known: DEG001, ENV001"):
        selection.of(RULES)
