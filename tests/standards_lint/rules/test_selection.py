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


def layers(configured, given):
    return Selection(**given, base=Selection(**configured))


@pytest.mark.parametrize(
    ("configured", "given", "codes"),
    [
        # What ruff 0.17 enables for the like of it, W2 for ENV.
        ({"select": ("ENV",), "ignore": ("ENV001",)}, {}, ["ENV002", "ENV003"]),
        (
            {"select": ("ENV",), "ignore": ("ENV001",)},
            {"select": ("ENV",)},
            ["ENV001", "ENV002", "ENV003"],
        ),
        ({"select": ("ENV001",)}, {"ignore": ("ENV",)}, []),
        (
            {"select": ("ENV",), "ignore": ("ENV001",)},
            {"extend_select": ("ENV",)},
            ["ENV001", "ENV002", "ENV003"],
        ),
        (
            {"select": ("ENV",)},
            {"extend_select": ("ENV001",), "ignore": ("ENV00",)},
            ["ENV001"],
        ),
        ({"select": ("ENV",), "extend_select": ("DEG",)}, {"select": ("ENV003",)}, ["ENV003"]),
        ({"select": ("ENV",), "extend_select": ("DEG",)}, {"ignore": ("ENV",)}, ["DEG001"]),
        ({"select": ("ENV",)}, {"select": ("ALL",), "ignore": ("ALL",)}, []),
        ({"select": ("ENV",)}, {"ignore": ("ALL",)}, []),
        ({"select": ("ENV001",), "ignore": ("ALL",)}, {}, ["ENV001"]),
        ({"select": ("ENV0",), "ignore": ("ENV",)}, {}, ["ENV001", "ENV002", "ENV003"]),
        ({"ignore": ("ENV002",)}, {"ignore": ("DEG",)}, ["ENV001"]),
        ({"ignore": ("ENV001",)}, {"select": ("ENV",)}, ["ENV001", "ENV002", "ENV003"]),
    ],
)
def test_what_is_given_goes_over_what_is_configured(configured, given, codes):
    assert [item.code for item in layers(configured, given).of(RULES)] == codes


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(select=("XYZ",)), "unknown rule code 'XYZ'; known: DEG001, ENV001"),
        (Selection(ignore=("EVN001",)), "unknown rule code 'EVN001'; did you mean 'ENV001'?"),
        (Selection(extend_select=("env",)), "unknown rule code 'env'"),
        (Selection(base=Selection(select=("X",), source="a.toml")), "a.toml: unknown rule code"),
    ],
)
def test_an_unknown_code_is_an_error(selection, message):
    with pytest.raises(UsageError) as caught:
        selection.of(RULES)
    assert str(caught.value).startswith(message)
