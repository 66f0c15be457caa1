"""Listening for terms with the real decoder."""

import wave
from pathlib import Path

import pytest

pytestmark = pytest.mark.environment("embedded")
pytest.importorskip("pocketsphinx", reason="belongs to the embedded environment")

from asr_pipeline.model import Segment, Term, Transcript, Word  # noqa: E402 - needs the library
from asr_pipeline.whisper_backends.alignment import align_words  # noqa: E402
from asr_pipeline.whisper_backends.protocol import AlignerSetup  # noqa: E402
from asr_pipeline.whisper_backends.sphinx import load_decoder  # noqa: E402
from asr_pipeline.whisper_backends.spotting import TermSpotter, spoken_form  # noqa: E402

READING = Path(__file__).parents[2] / "examples/speech/sense_and_sensibility_01-0930.flac"


@pytest.fixture(scope="module")
def decoder():
    return load_decoder(None)


@pytest.fixture(scope="module")
def audio(tmp_path_factory):
    """he might even have been made amiable himself"""
    from asr_pipeline.jobs.context import StageContext
    from asr_pipeline.stages import demux

    folder = tmp_path_factory.mktemp("reading")
    demux.run(StageContext(folder, {"source": READING}, {}))
    return folder / "audio.wav"


def samples(audio):
    with wave.open(str(audio)) as file:
        return file.readframes(file.getnframes())


def heard(decoder, pcm, terms):
    words = [Word(one.text, one.start, one.end, 0.5) for one in decoder.recognise(pcm)]
    spotter = TermSpotter(decoder, terms)
    texts = [word.text for word in spotter.improve(pcm, words, [term.text for term in terms])]
    return texts, spotter.degradations


def test_a_term_takes_the_place_of_what_was_heard_and_a_false_one_does_not(decoder, audio):
    without, _ = heard(decoder, samples(audio), [])
    assert without[-3:] == ["the", "amiable", "himself"]
    texts, degradations = heard(decoder, samples(audio), [Term("Amiable"), Term("selfish")])
    assert texts == [*without[:-3], "Amiable", "himself"]  # "selfish" is spotted in "himself"
    assert degradations == []


def test_a_term_is_heard_by_its_pronunciation_and_changes_no_recognition(decoder, audio):
    before, _ = heard(decoder, samples(audio), [])
    texts, _ = heard(decoder, samples(audio), [Term("Aimyabul", pronunciation="EY M IY AH B AH L")])
    assert texts == [*before[:-3], "Aimyabul", "himself"]
    assert heard(decoder, samples(audio), []) == (before, [])


@pytest.mark.parametrize("pronunciation", [None, "XX YY"])
def test_a_term_that_cannot_be_listened_for(decoder, audio, pronunciation):
    before, _ = heard(decoder, samples(audio), [])
    texts, (degradation,) = heard(
        decoder, samples(audio), [Term("Zaphodika", (), 0, (), pronunciation)]
    )
    assert texts == before
    assert "give its pronunciation" in degradation


def test_an_alias_is_written_as_its_term_but_takes_no_other_word_away(decoder, audio):
    terms = [Term("friendly", ("amiable", "made friendly himself"))]
    texts, _ = heard(decoder, samples(audio), terms)
    assert texts[-2:] == ["friendly", "himself"]
    assert "made" in texts


def test_a_segment_that_cannot_be_aligned_keeps_its_times_and_the_artifact_says_so(audio):
    known = Segment("he might", 0.2, 0.7, None, (Word("he", 0.2, 0.4), Word("might", 0.4, 0.7)))
    unknown = Segment("Zaphodika", 2.0, 2.9, None, (Word("Zaphodika", 2.0, 2.9),))
    transcript = Transcript("embedded", "en-us", "cpu", "en", 3.29, (known, unknown))
    aligned = align_words(audio, transcript, AlignerSetup("cpu"))
    assert aligned.aligner == "forced"
    assert aligned.segments[0] != known
    assert aligned.segments[1] == unknown
    (degradation,) = aligned.degradations
    assert "left 1 of 2 segments with the recogniser's times, at 2.00 s" in degradation


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Mrs. Bates", "mrs bates"),
        ("ill-disposed", "ill disposed"),
        ("don\u2019t", "don't"),
        ("!", ""),
    ],
)
def test_how_a_term_is_said(text, form):
    assert spoken_form(text) == form
