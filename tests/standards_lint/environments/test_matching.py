import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.environments.matching import NameSet, prefixes

DOTTED = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join)


@pytest.mark.parametrize(
    ("provided", "asked", "missing"),
    [
        (["torch"], "torch", None),
        (["torch"], "torch.nn.functional", None),
        (["google.cloud.storage"], "google", None),
        (["google.cloud.storage"], "google.cloud", None),
        (["google.cloud.storage"], "google.cloud.storage.blob", None),
        (["google.cloud.storage"], "google.protobuf", "google.protobuf"),
        (["google.protobuf"], "google.cloud.storage", "google.cloud"),
        (["torch"], "torchaudio", "torchaudio"),
        ([], "a.b.c", "a"),
    ],
)
def test_table(provided, asked, missing):
    assert NameSet.of(provided).first_absent(asked) == missing


@given(st.sets(DOTTED), DOTTED)
def test_the_rule_is_that_of_the_design(provided, asked):
    def present(name):
        return any(
            p == name or name.startswith(f"{p}.") or p.startswith(f"{name}.") for p in provided
        )

    expected = None if present(asked) else next(p for p in prefixes(asked) if not present(p))
    assert NameSet.of(provided).first_absent(asked) == expected


@given(DOTTED)
def test_prefixes_end_with_the_name(name):
    found = list(prefixes(name))
    assert found[-1] == name
    assert len(found) == name.count(".") + 1
    assert all(name.startswith(prefix) for prefix in found)
