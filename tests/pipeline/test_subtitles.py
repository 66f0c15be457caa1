"""Cues: order, limits, and every word kept, whatever is said."""

import json
from itertools import pairwise

import pysubs2
import pytest
from asr_pipeline.model import Segment, Transcript, Word
from asr_pipeline.subtitles.cues import (
    GAP_MS,
    LAG_MS,
    LONGEST_MS,
    SHORTEST_MS,
    Cue,
    make_cues,
    reading_ms,
)
from asr_pipeline.subtitles.formats import render
from asr_pipeline.subtitles.lines import LINE_LENGTH, wrap
from asr_pipeline.tokens import tokens_of, width_of
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


@given(spoken())
def test_a_cue_is_too_fast_or_too_short_only_where_the_next_leaves_no_time(heard):
    cues = make_cues(heard)
    for cue, following in pairwise(cues):
        shown, text = cue.end - cue.start, " ".join(cue.lines)
        if shown < min(reading_ms(text), LONGEST_MS):
            assert following.start == cue.end + GAP_MS
    for cue in cues[-1:]:
        shown, text = cue.end - cue.start, " ".join(cue.lines)
        assert shown >= min(reading_ms(text), LONGEST_MS) >= SHORTEST_MS


@given(spoken())
def test_a_cue_appears_with_its_first_word_or_at_most_half_a_second_later(heard):
    starts = {
        round(token.start * 1000) for segment in heard.segments for token in tokens_of(segment)
    }
    for cue in make_cues(heard):
        assert any(start <= cue.start <= start + LAG_MS + GAP_MS for start in starts)


@given(st.text("これペ。、", min_size=1, max_size=200))
def test_writing_without_blanks_is_kept_and_fits(text):
    cues = make_cues(transcript(Segment(text, 0.0, len(text) / 4)))
    assert "".join(line for cue in cues for line in cue.lines) == text
    for cue in cues:
        marks = len(text) > 1 and len(cue.lines[0]) > 1 and not tokens_of(Segment(text, 0, 1))[1:]
        assert marks or all(width_of(line) <= LINE_LENGTH for line in cue.lines)


def test_fast_speech_borrows_from_the_pause_after_it():
    fast = Segment("what was said in this second cannot be read in it", 0.0, 1.0)
    later = Segment("then nothing more", 2.0, 4.0)
    first, second = make_cues(transcript(fast, later))
    assert (first.start, first.end) == (0, 2000 - GAP_MS + LAG_MS)
    assert second.start == 2000 + LAG_MS


@given(st.lists(st.text("abc,", min_size=1, max_size=12), min_size=1, max_size=14))
def test_wrapping_keeps_the_text(words):
    text = " ".join(words)
    lines = wrap(tokens_of(Segment(text, 0.0, 1.0)))
    assert " ".join(lines) == text
    assert len(lines) == 1 if len(text) <= LINE_LENGTH else len(lines) <= 2


def test_lines_break_after_punctuation():
    text = "he was not an ill disposed young man, unless to be cold"
    assert wrap(tokens_of(Segment(text, 0.0, 1.0))) == (
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
@given(spoken())
def test_files_hold_the_text_and_times_of_the_cues(name, heard):
    cues = make_cues(heard)
    events = pysubs2.SSAFile.from_string(render(cues, name), format_=name).events
    assert [(event.start, event.end) for event in events] == [(c.start, c.end) for c in cues]
    assert [event.plaintext for event in events] == ["\n".join(cue.lines) for cue in cues]


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


def test_tsv_has_the_columns_of_whisper():
    assert render(CUES, "tsv").splitlines()[:2] == [
        "start\tend\ttext",
        "1\t1001\t<i>a & b</i> {\\an8}c",
    ]


def test_ass_keeps_words_that_look_like_commands():
    cues = (Cue(1000, 2000, ("{\\an8}c", "C:\\Now")),)
    content = render(cues, "ass")
    # libass shows an escaped brace; a word joiner keeps a backslash from meaning a line break
    shown = "\\\N{WORD JOINER}".join(("\\{\\an8\\}c\\NC:", "Now"))
    assert content.rstrip().endswith(f",{shown}")
    # SubStation counts in hundredths of a second
    (event,) = pysubs2.SSAFile.from_string(content).events
    assert (event.start, event.end) == (1000, 2000)
