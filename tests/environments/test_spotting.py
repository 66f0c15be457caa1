"""Terms that were heard are put in place of the words they lie over, and no other word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.environment("embedded")
pytest.importorskip("pocketsphinx", reason="belongs to the embedded environment")

from asr_pipeline.model import Word  # noqa: E402 - what is tested needs the library
from asr_pipeline.whisper_backends.spotting import Hit, put_terms, spoken_form  # noqa: E402


@st.composite
def spoken(draw):
    words, clock = [], 0.0
    for number in range(draw(st.integers(0, 12))):
        start = round(clock + draw(st.floats(0, 1)), 3)
        clock = round(start + draw(st.floats(0.05, 1)), 3)
        words.append(Word(f"w{number}", start, clock, 0.5))
    return words


HITS = st.lists(
    st.tuples(
        st.sampled_from(["Bates", "John Dashwood", "a b c"]), st.floats(0, 12), st.floats(0.1, 3)
    ).map(lambda hit: Hit(hit[0], round(hit[1], 3), round(hit[1] + hit[2], 3), 0.9)),
    max_size=5,
)


@given(spoken(), HITS)
def test_words_outside_of_terms_stay_and_times_stay_in_order(words, hits):
    merged = put_terms(words, hits)
    for word in words:
        middle = (word.start + word.end) / 2
        if not any(hit.start <= middle <= hit.end for hit in hits):
            assert word in merged
    times = [word.start for word in merged]
    assert times == sorted(times)
    assert all(word.start <= word.end for word in merged)
    added = [word.text for word in merged if word not in words]
    assert set(added) <= {text for hit in hits for text in hit.term.split()}


@given(spoken())
def test_without_hits_nothing_changes(words):
    assert put_terms(words, []) == words


def test_a_term_over_no_word_is_not_put_anywhere():
    words = [Word("a", 0.0, 1.0)]
    assert put_terms(words, [Hit("Bates", 5.0, 6.0, 0.9)]) == words


def test_the_longest_of_overlapping_terms_stays():
    words = [Word("jon", 0.0, 0.5), Word("ash", 0.5, 1.0), Word("would", 1.0, 1.5)]
    hits = [Hit("John", 0.0, 0.5, 0.9), Hit("John Dashwood", 0.0, 1.5, 0.8)]
    assert [word.text for word in put_terms(words, hits)] == ["John", "Dashwood"]


@pytest.mark.parametrize(
    ("text", "form"),
    [("Mrs. Bates", "mrs bates"), ("ill-disposed", "ill disposed"), ("don't", "don't")],
)
def test_how_a_term_is_said(text, form):
    assert spoken_form(text) == form
