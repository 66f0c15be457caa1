"""Terms beside the language model and by keyword search, with the real decoder."""

import wave
from pathlib import Path

import pytest

pytestmark = pytest.mark.environment("embedded")
pytest.importorskip("pocketsphinx", reason="belongs to the embedded environment")

from asr_pipeline.model import Segment, Term, Transcript, Word  # noqa: E402 - needs the library
from asr_pipeline.whisper_backends import sphinx  # noqa: E402
from asr_pipeline.whisper_backends.alignment import align_words  # noqa: E402
from asr_pipeline.whisper_backends.biasing import BiasedRecogniser, spoken_form  # noqa: E402
from asr_pipeline.whisper_backends.protocol import AlignerSetup  # noqa: E402
from asr_pipeline.whisper_backends.sphinx import load_decoder  # noqa: E402

READ = "he might even have been made amiable himself"
READING = Path(__file__).parents[2] / "examples/speech/sense_and_sensibility_01-0930.flac"


@pytest.fixture(scope="module")
def decoder():
    return load_decoder(None)


@pytest.fixture(scope="module")
def audio(tmp_path_factory):
    """READ, as stages are given it."""
    from asr_pipeline.jobs.context import StageContext
    from asr_pipeline.stages import demux

    folder = tmp_path_factory.mktemp("reading")
    demux.run(StageContext(folder, {"source": READING}, {}))
    return folder / "audio.wav"


def samples(audio):
    with wave.open(str(audio)) as file:
        return file.readframes(file.getnframes())


def heard(decoder, pcm, terms):
    biased = BiasedRecogniser(decoder, terms)
    texts = [word.text for word in biased.recognise(pcm, [term.text for term in terms])]
    return texts, biased.degradations


def test_a_term_that_is_said_is_heard_and_makes_its_neighbours_right(decoder, audio):
    without, _ = heard(decoder, samples(audio), [])
    assert without[-3:] == ["the", "amiable", "himself"]
    texts, degradations = heard(decoder, samples(audio), [Term("Amiable"), Term("selfish")])
    assert texts == [*without[:-3], "Amiable", "himself"]  # "selfish" is in "himself"
    assert degradations == []


def test_a_term_is_heard_by_its_pronunciation_and_changes_no_recognition(decoder, audio):
    before, _ = heard(decoder, samples(audio), [])
    texts, _ = heard(decoder, samples(audio), [Term("Aimyabul", pronunciation="EY M IY AH B AH L")])
    assert texts == [*before[:-3], "Aimyabul", "himself"]
    assert heard(decoder, samples(audio), []) == (before, [])


def test_no_terms_are_left_from_the_utterance_before(decoder, audio):
    terms = (Term("Amiable"), Term("maid", pronunciation="M EY D"))
    alone = [heard(load_decoder(None), samples(audio), [term]) for term in terms]
    assert [heard(decoder, samples(audio), [term]) for term in terms] == alone
    assert "maid" in alone[1][0]


def test_what_the_language_model_does_not_hear_is_spotted(decoder, audio, monkeypatch):
    monkeypatch.setattr(sphinx, "_EXPECTED_WEIGHT", 1e-30)
    before, _ = heard(decoder, samples(audio), [])
    terms = [Term("Aimyabul", pronunciation="EY M IY AH B AH L"), Term("selfish")]
    texts, _ = heard(load_decoder(None), samples(audio), terms)
    assert texts == [*before[:-3], "Aimyabul", "himself"]


def test_words_have_times_in_order_and_what_was_spelled_only_keeps_its_confidence(decoder, audio):
    biased = BiasedRecogniser(decoder, [Term("made amiable")])
    words = biased.recognise(samples(audio), ["made amiable"])
    assert [word.text for word in words][-3:] == ["made", "amiable", "himself"]
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert all(word.start < word.end for word in words)
    assert all(0 < word.confidence <= 1 for word in words)


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
    assert texts[-3:] == ["made", "friendly", "himself"]


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
    ("text", "plain", "phones"),
    [
        ("Aimyabul", "amiable", "EY M IY AH B AH L"),
        ("Maid Aimyabul", "made amiable", "M EY D EY M IY AH B AH L"),
    ],
)
def test_the_aligner_knows_how_a_term_is_said(audio, text, plain, phones):
    setup = AlignerSetup("cpu", glossary=(Term(text, pronunciation=phones),))
    (plainly,) = align_words(audio, in_one_segment(READ), setup).segments
    aligned = align_words(audio, in_one_segment(READ.replace(plain, text)), setup)
    (segment,) = aligned.segments
    assert (aligned.aligner, aligned.degradations) == ("forced", ())
    assert segment.text == " ".join(word.text for word in segment.words)
    for word, other in zip(segment.words, plainly.words, strict=True):
        assert word.start == pytest.approx(other.start, abs=0.15)
        assert word.end == pytest.approx(other.end, abs=0.15)


def in_one_segment(text):
    """What is said, with times that say nothing."""
    words = [Word(one, at * 0.1, at * 0.1 + 0.1) for at, one in enumerate(text.split())]
    segment = Segment(text, 0.0, 3.2, None, tuple(words))
    return Transcript("embedded", "en-us", "cpu", "en", 3.29, (segment,))


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
