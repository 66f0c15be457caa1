"""What was asked for arrives where the library hands it to the model: sound, language, task, terms.

The spies sit on the methods by which each library calls its model, and let them work.
"""

from dataclasses import replace
from typing import NamedTuple

import pytest
from asr_pipeline.pieces import Piece
from asr_pipeline.whisper_backends import create_backend
from asr_pipeline.whisper_backends.protocol import Asked
from asr_pipeline.whisper_backends.whisper_request import PROMPT_TOKENS

np = pytest.importorskip("numpy", reason="belongs to the environments of the Whisper family")

CT2 = [
    pytest.param("faster", marks=pytest.mark.environment("faster")),
    pytest.param("whisperx", marks=pytest.mark.environment("whisperx")),
]
FAMILY = [*CT2, pytest.param("mlx", marks=pytest.mark.environment("mlx"))]
FRAMES = 100  # of 10 ms, one second
MANY = tuple(f"Term{n} of {n}" for n in range(400))


class Decoded(NamedTuple):
    """One window as the model gets it: the prompt's text and its size, and all else it was told."""

    sound: np.ndarray  # shape (mels, frames)
    prompt: str | None
    tokens: int
    language: str
    task: str


def ignore(fraction):
    """Take no interest in progress."""


@pytest.fixture
def model_of(request):
    """Return the folder of a backend's model."""
    return lambda backend: request.getfixturevalue(
        "mlx_model" if backend == "mlx" else "ctranslate2_model"
    )


@pytest.fixture
def decoded(monkeypatch, model_of):
    """Return a function that loads a backend, and the list of what its model is given."""

    def load(backend):
        windows = []
        spy = _spy_on_mlx if backend == "mlx" else _spy_on_ctranslate2
        spy(monkeypatch, windows, model_of(backend))
        return create_backend(backend, model=str(model_of(backend))), windows

    return load


def _spy_on_ctranslate2(monkeypatch, windows, folder):
    from ctranslate2.models import Whisper
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encode, generate, sounds = Whisper.encode, Whisper.generate, []

    def spied_encode(model, features, *arguments, **options):
        sounds[:] = np.array(features)
        return encode(model, features, *arguments, **options)

    def spied_generate(model, features, prompts, **options):
        assert options["beam_size"] == 5
        assert options["max_length"] == 448
        for sound, prompt in zip(sounds, prompts, strict=True):
            start = prompt.index(tokenizer.token_to_id("<|startoftranscript|>"))
            codes = [tokenizer.id_to_token(token)[2:-2] for token in prompt[start + 1 : start + 3]]
            terms = prompt[1:start]
            if terms:
                assert prompt[0] == tokenizer.token_to_id("<|startofprev|>")
            text = tokenizer.decode(terms).strip() if terms else None
            windows.append(Decoded(sound, text, len(terms), *codes))
        return generate(model, features, prompts, **options)

    monkeypatch.setattr(Whisper, "encode", spied_encode)
    monkeypatch.setattr(Whisper, "generate", spied_generate)


def _spy_on_mlx(monkeypatch, windows, folder):
    from mlx_whisper.tokenizer import get_tokenizer
    from mlx_whisper.whisper import Whisper

    tokenizer = get_tokenizer(multilingual=True)
    decode = Whisper.decode

    def spied(model, mel, options):
        terms = list(options.prompt)
        text = tokenizer.decode(terms).strip() if terms else None
        sound = np.array(mel, np.float32).T
        windows.append(Decoded(sound, text, len(terms), options.language, options.task))
        # sure of itself: at a prompt the model stammers, and all would be decoded six times
        return replace(decode(model, mel, options), avg_logprob=0.0, compression_ratio=1.0)

    monkeypatch.setattr(Whisper, "decode", spied)


def firsts(windows):
    """Return the first attempt at each sound: libraries decode again what they doubt."""
    seen, kept = [], []
    for window in windows:
        if not any(np.array_equal(window.sound, sound) for sound in seen):
            seen.append(window.sound)
            kept.append(window)
    return kept


def prompts_of(backend, windows):
    """Return what came before the windows.

    mlx-whisper puts it before the first window of a piece only: what remains, where it decodes a
    piece in two steps, is without.
    """
    prompts = {window.prompt for window in windows}
    return prompts - {None} if backend == "mlx" else prompts


@pytest.mark.parametrize("backend", FAMILY)
def test_each_window_gets_its_own_terms_and_no_others(backend, decoded, wav):
    recogniser, windows = decoded(backend)
    pieces = (
        Piece(0.0, 1.0, ("Dashwood", "Norland Park")),
        Piece(1.0, 2.0, ("Brandon",)),
        Piece(2.0, 2.9),
    )
    recogniser.transcribe(wav, Asked(pieces, "en"), ignore)
    expected = ["Dashwood, Norland Park", "Brandon", None]
    assert prompts_of(backend, windows) | {None} == set(expected)
    assert windows[0].prompt == expected[0]
    assert windows[-1].prompt is None
    told = [window.prompt for window in windows if window.prompt]
    assert told == sorted(told, key=expected.index)


@pytest.mark.parametrize("backend", FAMILY)
def test_neighbours_with_the_same_terms_all_get_them(backend, decoded, wav):
    recogniser, windows = decoded(backend)
    pieces = tuple(Piece(start, start + 0.9, ("Dashwood",)) for start in (0.0, 1.0, 2.0))
    recogniser.transcribe(wav, Asked(pieces, "en"), ignore)
    assert len(firsts(windows)) >= 3
    assert prompts_of(backend, windows) == {"Dashwood"}


@pytest.mark.parametrize("task", ["transcribe", "translate"])
@pytest.mark.parametrize("backend", FAMILY)
def test_language_and_task_arrive(backend, task, decoded, wav):
    recogniser, windows = decoded(backend)
    transcript = recogniser.transcribe(wav, Asked((Piece(0.0, 2.9),), "de", task), ignore)
    assert {(window.language, window.task) for window in windows} == {("de", task)}
    assert (transcript.language, transcript.task) == ("de", task)


@pytest.mark.parametrize("backend", FAMILY)
def test_the_language_is_found_out_once_and_used_for_every_piece(
    backend, decoded, wav, monkeypatch
):
    recogniser, windows = decoded(backend)
    decoder = type(recogniser.decoder)
    calls, language_of = [], decoder.language_of

    def counted(self, speech):
        calls.append(len(speech))
        return language_of(self, speech)

    monkeypatch.setattr(decoder, "language_of", counted)
    pieces = (Piece(0.0, 1.0, ("one",)), Piece(2.0, 2.9, ("two",)))
    transcript = recogniser.transcribe(wav, Asked(pieces), ignore)
    assert calls == [round(1.9 * 16_000)]
    assert {window.language for window in windows} == {transcript.language} == {"en"}


@pytest.mark.parametrize("backend", FAMILY)
def test_the_sound_of_the_piece_arrives_and_no_other(backend, decoded, wav, tmp_path):
    """Loud, silent, loud: a window of the middle holds silence, one of the edges does not."""
    import wave

    with wave.open(str(wav)) as file:
        reading = file.readframes(file.getnframes())
    path = tmp_path / "around.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(reading[:64_000] + bytes(64_000) + reading[:64_000])
    recogniser, windows = decoded(backend)
    pieces = (Piece(0.1, 1.9, ("a",)), Piece(2.0, 4.0, ("b",)), Piece(4.1, 5.9, ("c",)))
    recogniser.transcribe(path, Asked(pieces, "en"), ignore)
    sounds = {window.prompt: window.sound[:, :FRAMES] for window in reversed(windows)}
    spread = {prompt: float(np.ptp(sound)) for prompt, sound in sounds.items()}
    assert spread["b"] < 0.01
    assert min(spread["a"], spread["c"]) > 0.5
    np.testing.assert_allclose(sounds["a"], sounds["c"], atol=0.01)


@pytest.mark.parametrize("backend", FAMILY)
def test_more_terms_than_fit_are_cut_between_terms_the_first_kept(backend, decoded, wav, caplog):
    caplog.set_level("INFO", "asr_pipeline")
    recogniser, windows = decoded(backend)
    recogniser.transcribe(wav, Asked((Piece(0.0, 2.9, MANY),), "en"), ignore)
    (prompt,) = prompts_of(backend, windows)
    kept = prompt.split(", ")
    assert set(kept) < set(MANY)
    assert kept[0] == MANY[0]
    assert PROMPT_TOKENS / 2 < windows[0].tokens <= PROMPT_TOKENS
    assert any(MANY[-1] in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("backend", FAMILY)
def test_a_term_cannot_command_the_decoder(backend, decoded, wav):
    recogniser, windows = decoded(backend)
    terms = ("<|endoftext|>", "Dashwood", "<|translate|>")
    recogniser.transcribe(wav, Asked((Piece(0.0, 2.9, terms),), "en"), ignore)
    assert prompts_of(backend, windows) == {"Dashwood"}
    assert {window.task for window in windows} == {"transcribe"}


@pytest.mark.parametrize("backend", FAMILY)
def test_no_speech_is_no_call(backend, decoded, wav):
    recogniser, windows = decoded(backend)
    assert recogniser.transcribe(wav, Asked(()), ignore).segments == ()
    assert windows == []


@pytest.mark.parametrize("backend", FAMILY)
def test_words_of_a_later_piece_have_times_in_that_piece(backend, decoded, wav, sentence):
    recogniser, _ = decoded(backend)
    pieces = (Piece(0.25, 1.2), Piece(1.75, 2.9))
    segments = recogniser.transcribe(wav, Asked(pieces, "en"), ignore).segments
    assert [segment.text for segment in segments] == [sentence, sentence]
    for piece, segment in zip(pieces, segments, strict=True):
        times = [time for word in segment.words for time in (word.start, word.end)]
        spans = [piece.start, segment.start, segment.end, piece.end]
        assert spans == sorted(spans)
        assert [piece.start, *times, piece.end] == sorted([piece.start, *times, piece.end])


@pytest.mark.parametrize("backend", FAMILY)
def test_audio_longer_than_the_decoder_takes_is_cut_and_each_part_has_the_terms(
    backend, decoded, wav, tmp_path
):
    import wave

    with wave.open(str(wav)) as file:
        reading = file.readframes(file.getnframes())
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes((reading + bytes(16_000)) * 20)
    recogniser, windows = decoded(backend)
    duration = 20 * (len(reading) + 16_000) / 32_000
    transcript = recogniser.transcribe(path, Asked((Piece(0.0, duration, ("x",)),), "en"), ignore)
    assert len(firsts(windows)) >= 3
    assert prompts_of(backend, windows) == {"x"}
    assert transcript.duration == duration
