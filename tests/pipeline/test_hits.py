"""Terms that were spotted take the place of what they were heard as, and no other word is lost."""

from itertools import pairwise

from asr_pipeline.model import Word
from asr_pipeline.whisper_backends.hits import (
    Hit,
    already_heard,
    confirms,
    replace,
    replacements,
)
from hypothesis import given
from hypothesis import strategies as st


@st.composite
def spoken(draw):
    words, clock = [], 0.0
    for number in range(draw(st.integers(0, 12))):
        start = round(clock + draw(st.floats(0, 1)), 3)
        clock = round(start + draw(st.floats(0.05, 1)), 3)
        words.append(Word(f"w{number}", start, clock, 0.5))
    return words


@st.composite
def spotted(draw):
    text = draw(st.sampled_from(["Bates", "John Dashwood", "A b-c d"]))
    start = round(draw(st.floats(0, 12)), 3)
    end = round(start + draw(st.floats(0.1, 3)), 3)
    return Hit(text, text.lower(), start, end, draw(st.sampled_from([0.8, 0.9, 1.0])))


HITS = st.lists(spotted(), max_size=6)


@given(spoken(), HITS)
def test_each_chosen_term_stands_once_and_every_other_word_stays(words, hits):
    chosen = replacements(words, hits)
    expected, at = [], 0
    for one in chosen:
        assert at <= one.first <= one.after
        expected += [word.text for word in words[at : one.first]] + one.hit.text.split()
        at = one.after
    expected += [word.text for word in words[at:]]
    assert [word.text for word in replace(words, chosen)] == expected


@given(spoken(), HITS)
def test_any_part_of_what_was_chosen_keeps_times_in_order(words, hits):
    for chosen in (replacements(words, hits), replacements(words, hits)[::2]):
        replaced = replace(words, chosen)
        times = [time for word in replaced for time in (word.start, word.end)]
        assert times == sorted(times)
        untouched = [word for word in words if word in replaced]
        assert len(untouched) >= len(words) - sum(one.after - one.first for one in chosen)


@given(spoken(), HITS)
def test_chosen_terms_meet_neither_in_time_nor_in_words(words, hits):
    for one, other in pairwise(sorted(replacements(words, hits), key=lambda one: one.hit.start)):
        assert one.hit.end <= other.hit.start
        assert one.after <= other.first


@given(spoken(), HITS)
def test_the_order_of_hits_does_not_matter(words, hits):
    assert replacements(words, hits) == replacements(words, hits[::-1])


@given(spoken())
def test_without_hits_nothing_changes(words):
    assert replace(words, replacements(words, [])) == words


@given(spoken(), st.dictionaries(st.sampled_from(["w0", "w1 w2", "w1", "w2 w3 w4"]), st.just("T")))
def test_terms_that_were_heard_are_found_once_and_change_nothing_but_their_spelling(words, written):
    found = already_heard(words, written)
    assert all(confirms(words, one) and one.hit.spoken in written for one in found)
    assert all(one.after <= other.first for one, other in pairwise(found))
    kept = {word.text for word in replace(words, found)} - {"T"}
    assert not kept & written.keys()


def test_the_longest_of_what_was_heard_is_the_term():
    words = [Word(text, at, at + 1.0, 0.5) for at, text in enumerate("old john dash wood".split())]
    (one,) = already_heard(words, {"john": "Jon", "john dash wood": "John Dashwood"})
    assert [word.text for word in replace(words, [one])] == ["old", "John", "Dashwood"]
    assert {word.confidence for word in replace(words, [one])} == {0.5}


def test_the_better_of_overlapping_terms_stays():
    words = [Word("young", 0.0, 0.5), Word("man", 0.5, 1.0)]
    hits = [
        Hit("Marianne", "marianne", 0.3, 1.0, 0.88),
        Hit("Young Man", "young man", 0.0, 1.0, 0.97),
    ]
    (one,) = replacements(words, hits)
    assert confirms(words, one)
    assert [word.text for word in replace(words, [one])] == ["Young", "Man"]


def test_a_word_that_holds_the_middle_of_a_short_hit_is_replaced():
    words = [Word("leisure", 3.1, 3.6, 0.5)]
    chosen = replacements(words, [Hit("Leisure", "leisure", 3.2, 3.3, 0.9)])
    assert replace(words, chosen) == [Word("Leisure", 3.1, 3.6, 0.5)]


def test_a_term_over_no_word_takes_the_free_time_and_its_confidence_is_not_known():
    words = [Word("a", 0.0, 1.0, 0.5), Word("b", 3.0, 4.0, 0.5)]
    chosen = replacements(words, [Hit("John Dash", "john dash", 0.8, 2.6, 0.9)])
    assert replace(words, chosen) == [
        words[0],
        Word("John", 1.0, 1.8),
        Word("Dash", 1.8, 2.6),
        words[1],
    ]
