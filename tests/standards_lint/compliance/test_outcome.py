"""What follows for a requirement from what its checks found."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from standards_lint.clauses import EVERYWHERE, Checked, Enforcement, Problem
from standards_lint.compliance.collect import outcome

NAMES = ("core", "mlx", "torch")
COLUMNS = (EVERYWHERE, *NAMES)
ORDER = ("passed", "unproven", "failed")

chosen = st.lists(st.sampled_from(NAMES), unique=True).map(tuple)
problems = st.lists(
    st.builds(
        Problem,
        tool=st.just("ruff"),
        code=st.text("AB", max_size=2),
        message=st.text("x", max_size=2),
        environments=st.one_of(chosen, st.just((EVERYWHERE,))),
    ),
    max_size=4,
).map(tuple)


@st.composite
def found(draw: st.DrawFn) -> tuple[tuple[Checked, ...], tuple[Problem, ...]]:
    """Checks with the problems that they count."""
    listed = draw(problems)
    check = st.builds(
        Checked,
        enforcement=st.just(Enforcement("ruff", "D")),
        problems=st.lists(st.sampled_from(range(len(listed))), unique=True).map(tuple)
        if listed
        else st.just(()),
        unproven=st.dictionaries(st.sampled_from(COLUMNS), st.just("why")),
    )
    return tuple(draw(st.lists(check, min_size=1, max_size=3))), listed


@given(found())
def test_what_fails_or_is_not_proven_somewhere_is_no_better_everywhere(given) -> None:
    checks, listed = given
    everywhere = ORDER.index(outcome(checks, listed, EVERYWHERE).state)
    for name in NAMES:
        assert ORDER.index(outcome(checks, listed, name).state) <= everywhere


@given(found())
def test_a_check_that_did_not_run_never_lets_a_requirement_pass(given) -> None:
    checks, listed = given
    silent = replace(checks[0], unproven={EVERYWHERE: "why"})
    for column in COLUMNS:
        assert outcome((silent, *checks[1:]), listed, column).state != "passed"


@given(found())
def test_another_check_never_makes_it_better(given) -> None:
    checks, listed = given
    for column in COLUMNS:
        before = outcome(checks[1:], listed, column)
        if before.state in ORDER:
            after = outcome(checks, listed, column)
            assert ORDER.index(after.state) >= ORDER.index(before.state)


def test_what_nothing_enforces_neither_passes_nor_fails() -> None:
    assert outcome((), (), EVERYWHERE).state == "not enforced"
