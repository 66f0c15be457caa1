"""Cues: order, limits, and every word kept, whatever is said."""

import json
from itertools import pairwise

import pysubs2
import pytest
from asr_pipeline.model import Segment, Transcript, Word
from asr_pipeline.subtitles.cues import LONGEST_MS, Cue, make_cues
from asr_pipeline.subtitles.formats import render
from asr_pipeline.subtitles.lines import LINE_LENGTH, wrap
from hypothesis import given
from hypothesis import strategies as st


def transcript(*segments):
    return Transcript("null", "null", "cpu", "en", 3600.0, segments)


@st.composite
def spoken(draw):
    """Segments one after the other; words of any length, pauses of any length."""
    segments, clock = [], 0.0
    for count in draw(st.lists(st.integers(1, 40), max_size=4)):
        words = []
        for _ in range(count):
            text = draw(st.text("abcdefghij,.", min_size=1, max_size=50))
            start = clock + draw(st.floats(0, 2))
            clock = start + draw(st.floats(0.01, 1.5))
            words.append(Word(text, start, clock))
        text = " ".join(word.text for word in words)
        with_words = draw(st.booleans())
        segments.append(
            Segment(text, words[0].start, clock, None, tuple(words) if with_words else ())
        )
    return transcript(*segments)


@given(spoken())
def test_cues_never_overlap_and_keep_every_word_in_order(heard):
    cues = make_cues(heard)
    shown = [word for cue in cues for line in cue.lines for word in line.split()]
    assert shown == heard.text.split()
    for cue in cues:
        assert cue.start < cue.end
    for before, after in pairwise(cues):
        assert before.end < after.start


@given(spoken())
def test_a_cue_exceeds_lines_and_duration_only_for_a_single_word(heard):
    for cue in make_cues(heard):
        assert len(cue.lines) <= 2
        words = " ".join(cue.lines).split()
        if len(words) > 1:
            assert all(len(line) <= LINE_LENGTH for line in cue.lines)
        assert cue.end - cue.start <= LONGEST_MS or len(words) == 1


@given(st.lists(st.text("abc,", min_size=1, max_size=12), min_size=1, max_size=14))
def test_wrapping_keeps_the_text(words):
    text = " ".join(words)
    lines = wrap(text)
    assert " ".join(lines) == text
    assert len(lines) == 1 if len(text) <= LINE_LENGTH else len(lines) <= 2


def test_lines_break_after_punctuation():
    assert wrap("he was not an ill disposed young man, unless to be cold") == (
        "he was not an ill disposed young man,",
        "unless to be cold",
    )


def test_a_pause_and_the_end_of_a_sentence_end_a_cue():
    words = [Word("No.", 0.0, 0.4), Word("He", 3.0, 3.2), Word("was.", 3.2, 3.6)]
    cues = make_cues(transcript(Segment("No. He was.", 0.0, 3.6, None, tuple(words))))
    assert [cue.lines for cue in cues] == [("No.",), ("He was.",)]
    assert cues[0] == Cue(0, 833, ("No.",))


def test_words_without_times_are_spread_over_their_segment():
    (cue,) = make_cues(transcript(Segment("one two", 1.0, 3.0)))
    assert cue == Cue(1000, 3000, ("one two",))


def test_no_speech_no_cues():
    assert make_cues(transcript()) == ()


CUES = (
    Cue(1, 1001, ("<i>a & b</i>", "{\\an8}c")),
    Cue(3_599_999, 3_600_999, ("--> x", "caf\u00e9")),
)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_pysubs2_reads_back_times_to_the_millisecond(name):
    events = pysubs2.SSAFile.from_string(render(CUES, name), format_=name).events
    assert [(event.start, event.end) for event in events] == [(c.start, c.end) for c in CUES]


def test_srt_keeps_every_character():
    assert "<i>a & b</i>\n{\\an8}c\n" in render(CUES, "srt")


def test_vtt_escapes_what_would_be_markup():
    content = render(CUES, "vtt")
    assert content.startswith("WEBVTT\n")
    assert "&lt;i&gt;a &amp; b&lt;/i&gt;\n{\\an8}c\n" in content
    assert "--&gt; x" in content


def test_txt_and_json():
    assert render(CUES, "txt").splitlines()[1] == "--> x caf\u00e9"
    content = json.loads(render(CUES, "json"))
    assert content["version"] == 1
    assert content["cues"][1] == {"start": 3599999, "end": 3600999, "lines": ["--> x", "caf\u00e9"]}
