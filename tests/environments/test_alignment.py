"""WhisperX's real aligner with a small wav2vec2 model whose weights are random."""

import json
import math
import shutil
import subprocess
import sys

import msgspec
import pytest
from asr_pipeline.model import Segment, Transcript
from asr_pipeline.whisper_backends.alignment import align_words
from asr_pipeline.whisper_backends.protocol import AlignerSetup

pytestmark = pytest.mark.environment("whisperx")
WORDS = "he was not an ill-disposed young man, 42 years old"
LETTERS = ["<pad>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz'"]
PUNKT = ("abbrev_types.txt", "collocations.tab", "ortho_context.tab", "sent_starters.txt")


@pytest.fixture(scope="module")
def align_model(tmp_path_factory):
    """A folder in Hugging Face's format that knows the letters of English."""
    import torch
    from transformers import (
        Wav2Vec2Config,
        Wav2Vec2CTCTokenizer,
        Wav2Vec2FeatureExtractor,
        Wav2Vec2ForCTC,
        Wav2Vec2Processor,
    )

    folder = tmp_path_factory.mktemp("align") / "letters"
    folder.mkdir()
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps({letter: at for at, letter in enumerate(LETTERS)}))
    tokenizer = Wav2Vec2CTCTokenizer(str(vocabulary), unk_token="<unk>", pad_token="<pad>")
    Wav2Vec2Processor(Wav2Vec2FeatureExtractor(), tokenizer).save_pretrained(folder)
    torch.manual_seed(0)
    config = Wav2Vec2Config(
        vocab_size=len(LETTERS),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(16,) * 7,
        pad_token_id=0,
    )
    Wav2Vec2ForCTC(config).eval().save_pretrained(folder)
    return folder


@pytest.fixture
def sentence_data(tmp_path, monkeypatch):
    """NLTK's splitter of English sentences, as far as it knows nothing about abbreviations."""
    import nltk

    folder = tmp_path / "nltk_data" / "tokenizers" / "punkt_tab" / "english"
    folder.mkdir(parents=True)
    for name in PUNKT:
        (folder / name).touch()
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path / "nltk_data")])
    return tmp_path / "nltk_data"


@pytest.fixture(autouse=True)
def no_downloads(monkeypatch):
    """Whatever is missing is missing: the aligner asks nobody for it."""
    import nltk

    def refuse(*arguments, **options):
        raise AssertionError(f"a download was tried: {arguments}")

    monkeypatch.setattr(nltk, "download", refuse)


def heard(*texts, language="en", **more):
    length = 2.9 / len(texts)
    segments = [
        Segment(text, round(at * length, 3), round((at + 1) * length, 3), 0.5)
        for at, text in enumerate(texts)
    ]
    return Transcript("whisperx", "m", "cpu", language, 2.99, tuple(segments), **more)


def aligned(wav, transcript, folder):
    return align_words(wav, transcript, AlignerSetup("cpu", None, folder))


@pytest.mark.parametrize(
    "texts",
    [
        (WORDS,),
        ("He was not. An ill disposed,  young man.", "£ 42 % — and more"),
        ("He said: „Нет“, and left.",),
    ],
)
def test_every_word_gets_times_inside_its_segment_and_no_text_changes(
    texts, wav, align_model, sentence_data
):
    before = heard(*texts)
    after = aligned(wav, before, align_model)
    assert (after.aligner, after.degradations) == ("wav2vec2", ())
    assert after.text == before.text
    for old, new in zip(before.segments, after.segments, strict=True):
        assert [word.text for word in new.words] == old.text.split()
        times = [time for word in new.words for time in (word.start, word.end)]
        assert [old.start, *times, old.end] == sorted([old.start, *times, old.end])
        assert new.words[-1].end > new.words[0].start
        assert all(word.confidence is None or 0 <= word.confidence <= 1 for word in new.words)
        assert all(type(time) is float and math.isfinite(time) for time in times)
    assert b"null" not in msgspec.json.encode(after.segments)


def test_a_segment_too_short_for_its_words_stays_as_it_was(wav, align_model, sentence_data):
    transcript = msgspec.structs.replace(heard("x"), segments=(Segment(WORDS, 1.0, 1.02),))
    after = aligned(wav, transcript, align_model)
    assert after.segments == transcript.segments


def test_nothing_to_align_needs_no_model(wav):
    silence = msgspec.structs.replace(heard("x"), language=None, segments=())
    after = aligned(wav, silence, None)
    assert (after.segments, after.degradations, after.aligner) == ((), (), "wav2vec2")


def unchanged(wav, transcript, folder, caplog):
    """Return the degradation and the advice, having seen that the words stay as recognised."""
    after = aligned(wav, transcript, folder)
    assert (after.aligner, after.segments) == ("recognised", transcript.segments)
    (degradation,) = after.degradations
    (record,) = [one for one in caplog.records if one.name.startswith("asr_pipeline")]
    assert degradation in record.getMessage()
    return degradation, record.getMessage()


def test_without_a_model_the_advice_names_files_and_the_option(wav, sentence_data, caplog):
    degradation, advice = unchanged(wav, heard(WORDS), None, caplog)
    assert "'en'" in degradation
    for part in ("--align-model", "config.json", "vocab.json", "model.safetensors"):
        assert part in advice


def test_without_sentence_data_the_advice_names_the_folder(
    wav, align_model, tmp_path, monkeypatch, caplog
):
    import nltk

    monkeypatch.setattr(nltk.data, "path", [str(tmp_path / "nowhere")])
    degradation, advice = unchanged(wav, heard(WORDS), align_model, caplog)
    assert "tokenizers/punkt_tab/english" in degradation
    assert str(tmp_path / "nowhere") in advice


def test_an_incomplete_model_is_passed_over(wav, align_model, sentence_data, tmp_path, caplog):
    folder = tmp_path / "incomplete"
    shutil.copytree(align_model, folder)
    (folder / "vocab.json").unlink()
    (folder / "model.safetensors").unlink()
    degradation, _ = unchanged(wav, heard(WORDS), folder, caplog)
    assert f"{folder} lacks vocab.json, model.safetensors or pytorch_model.bin" in degradation


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "vocab.json"])
def test_a_damaged_model_is_passed_over(name, wav, align_model, sentence_data, tmp_path, caplog):
    folder = tmp_path / "damaged"
    shutil.copytree(align_model, folder)
    (folder / name).write_bytes(b"{not a model")
    degradation, advice = unchanged(wav, heard(WORDS), folder, caplog)
    assert f"{folder} cannot be loaded" in degradation
    assert "huggingface.co" not in advice


def test_a_model_for_another_writing_is_passed_over(wav, align_model, sentence_data, caplog):
    transcript = heard("он был совсем не злой", language="ru")
    shutil.copytree(
        sentence_data / "tokenizers/punkt_tab/english",
        sentence_data / "tokenizers/punkt_tab/russian",
    )
    degradation, _ = unchanged(wav, transcript, align_model, caplog)
    assert "does not know the letters of 'ru'" in degradation


def test_a_translation_is_not_aligned_with_what_was_said(wav, align_model, sentence_data, caplog):
    transcript = heard(WORDS, language="de", task="translate")
    degradation, _ = unchanged(wav, transcript, align_model, caplog)
    assert "translation" in degradation


def test_the_command_line_takes_an_alignment_model(
    speech, sentence, ctranslate2_model, align_model, sentence_data, tmp_path, monkeypatch
):
    monkeypatch.setenv("NLTK_DATA", str(sentence_data))
    command = [sys.executable, "-m", "asr_pipeline", "run", speech[0], "--backend", "whisperx"]
    command += ["--model", ctranslate2_model, "--align-model", align_model, "--out", tmp_path / "o"]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    (path,) = (tmp_path / "o").glob("*/05_alignment/aligned.json")
    transcript = msgspec.json.decode(path.read_bytes(), type=Transcript)
    assert (transcript.aligner, transcript.degradations) == ("wav2vec2", ())
    (segment,) = transcript.segments
    assert [word.text for word in segment.words] == sentence.split()
