"""What nobody said is taken out, with its reason; what somebody said stays."""

import msgspec
import pytest
from asr_pipeline.hallucinations import remove_hallucinations
from asr_pipeline.hallucinations.compression import RATIO, compression_ratio
from asr_pipeline.model import Segment, Span, Speech, Transcript, Word
from asr_pipeline.tokens import tokens_of
from hypothesis import given
from hypothesis import strategies as st

ALL_SPEECH = Speech("everything", 3600.0, (Span(0.0, 3600.0),))


def segment(text, start=0.0, seconds=None, with_words=True):
    texts = text.split()
    seconds = 0.4 * len(texts) if seconds is None else seconds
    step = seconds / len(texts)
    words = tuple(
        Word(one, start + n * step, start + (n + 1) * step) for n, one in enumerate(texts)
    )
    return Segment(text, start, start + seconds, 0.9, words if with_words else ())


def clean(*segments, speech=ALL_SPEECH):
    heard = Transcript("null", "null", "cpu", "en", 3600.0, segments)
    return remove_hallucinations(heard, speech)


@pytest.mark.parametrize("with_words", [True, False])
def test_a_loop_within_a_segment_is_said_once(with_words):
    looped = segment("And so " + "thank you " * 12 + "for listening.", with_words=with_words)
    cleaned = clean(looped)
    (kept,) = cleaned.segments
    assert kept.text == "And so thank you for listening."
    assert (kept.start, kept.end) == pytest.approx((looped.start, looped.end))
    (removal,) = cleaned.removed
    assert removal.text.split() == ["thank", "you"] * 11
    assert removal.reason == "said 12 times in a row"
    assert looped.start < removal.start < removal.end < kept.end
    if with_words:
        assert removal.start == pytest.approx(1.6)
        assert [word.text for word in kept.words] == kept.text.split()


def test_a_segment_that_comes_again_and_again_is_said_once():
    segments = [segment("Thanks for watching!", 2.0 * n) for n in range(6)]
    cleaned = clean(segment("Well.", 0, 0.5), *segments[1:], segment("Bye.", 20.0))
    assert [one.text for one in cleaned.segments] == ["Well.", "Thanks for watching!", "Bye."]
    assert len(cleaned.removed) == 4
    assert {one.reason for one in cleaned.removed} == {"said 5 times in a row"}


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "No, no, no, no, no!",
        "very very very good",
        "again and again and again",
        "yes yes yes yes yes yes yes",
        "It is what it is, and it is what it was.",
    ],
)
def test_people_repeat_themselves_too(text):
    cleaned = clean(segment(text))
    assert [one.text for one in cleaned.segments] == [text]
    assert cleaned.removed == ()


def test_short_answers_survive_bad_times():
    for seconds in (0.0, 0.01, 0.02):
        cleaned = clean(segment("No.", 1.0, seconds), segment("Yes, I do.", 2.0, seconds))
        assert [one.text for one in cleaned.segments] == ["No.", "Yes, I do."]


def test_text_over_silence_goes():
    speech = Speech("silero", 60.0, (Span(0.0, 5.0), Span(30.0, 31.0)))
    cleaned = clean(
        segment("he was not", 1.0),
        segment("Subtitles by nobody", 10.0, 3.0),
        segment("No.", 30.2, 0.3),
        speech=speech,
    )
    assert [one.text for one in cleaned.segments] == ["he was not", "No."]
    (removal,) = cleaned.removed
    assert removal.reason == "silero found no speech there"


def test_more_words_than_anybody_can_say_go():
    text = "the quick brown fox jumps over lazy dogs while seven wizards box"
    assert clean(segment(text, seconds=0.5)).removed[0].reason == "12 words in 0.50 s"
    assert clean(segment(text, seconds=3.0)).removed == ()


def test_text_that_says_almost_nothing_goes():
    text = ", ".join(f"{'ab' * 40}{'abc'[n % 3]}" for n in range(6))
    assert compression_ratio(text) > RATIO
    (removal,) = clean(segment(text, seconds=60.0)).removed
    assert "compresses" in removal.reason


def test_counting_aloud_is_speech():
    text = " ".join(f"second{n}" for n in range(1000, 1010))
    assert compression_ratio(text) > RATIO
    assert clean(segment(text)).removed == ()


WORDS = st.sampled_from(["no", "yes", "thank", "you", "he", "was", "young", "No."])


@st.composite
def transcripts(draw):
    segments, clock = [], 0.0
    for _ in range(draw(st.integers(0, 6))):
        phrase = draw(st.lists(WORDS, min_size=1, max_size=6)) * draw(st.integers(1, 12))
        clock += draw(st.floats(0, 2))
        one = segment(" ".join(phrase), clock, draw(st.floats(0, 20)), draw(st.booleans()))
        segments.append(one)
        clock = one.end
    return Transcript("null", "null", "cpu", "en", clock + 1, tuple(segments))


@given(transcripts(), st.lists(st.tuples(st.floats(0, 50), st.floats(0, 9)), max_size=5))
def test_every_word_is_kept_or_its_removal_recorded(heard, spans):
    speech = Speech("silero", heard.duration, tuple(sorted(Span(a, a + b) for a, b in spans)))
    cleaned = remove_hallucinations(heard, speech)
    after = [word for one in (*cleaned.segments, *cleaned.removed) for word in one.text.split()]
    assert sorted(after) == sorted(heard.text.split())
    assert all(one.reason for one in cleaned.removed)
    for one in cleaned.segments:
        assert one.start <= one.end
        assert not one.words or [word.text for word in one.words] == one.text.split()


@given(transcripts())
def test_what_was_cleaned_is_clean(heard):
    once = remove_hallucinations(heard, ALL_SPEECH)
    again = remove_hallucinations(msgspec.structs.replace(once, removed=()), ALL_SPEECH)
    assert [one.text for one in again.segments] == [one.text for one in once.segments]
    assert again.removed == ()


def test_what_is_left_of_a_loop_may_complete_another():
    """Three times the same, then a segment that is the same once its own loop is gone."""
    phrase = "yes no no"
    heard = [segment(phrase), segment(phrase), segment(phrase), segment(" ".join([phrase] * 4))]
    cleaned = clean(*heard)
    assert [one.text for one in cleaned.segments] == [phrase]
    assert sorted(one.text for one in cleaned.removed) == [phrase] * 3 + [" ".join([phrase] * 3)]


@given(st.text(min_size=1).filter(str.strip), st.floats(0, 5))
def test_tokens_make_up_the_text(text, seconds):
    tokens = tokens_of(Segment(text, 1.0, 1.0 + seconds))
    together = "".join(token.glue + token.text for token in tokens).strip()
    assert together == " ".join(text.split())
    assert all(1.0 <= token.start <= token.end for token in tokens)


def test_writing_without_blanks_is_parted_at_characters_and_not_before_marks():
    tokens = tokens_of(Segment("これは、ペンです。ok", 0.0, 1.0))
    assert [token.text for token in tokens] == ["こ", "れ", "は、", "ペ", "ン", "で", "す。", "ok"]
    assert {token.glue for token in tokens} == {""}


def test_words_of_a_text_without_blanks_keep_their_times():
    words = (Word("これ", 0.0, 0.3), Word("は", 0.3, 0.5), Word("ペン", 0.5, 1.0))
    tokens = tokens_of(Segment("これは、ペン。", 0.0, 1.0, None, words))
    assert [(token.text, token.start) for token in tokens] == [
        ("これ", 0.0),
        ("は、", 0.3),
        ("ペン。", 0.5),
    ]
