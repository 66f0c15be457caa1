"""The embedded recogniser on real speech."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pysubs2
import pytest

pytestmark = pytest.mark.environment("embedded")
SPEECH = Path(__file__).parents[2] / "examples" / "speech"


def asr_pipeline(*arguments):
    command = [sys.executable, "-m", "asr_pipeline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    out = tmp_path_factory.mktemp("jobs")
    result = asr_pipeline(
        "run", *sorted(SPEECH.glob("*.flac")), "--backend", "embedded", "--out", out
    )
    assert result.returncode == 0, result.stderr
    return out, [Path(line) for line in result.stdout.splitlines()]


def transcripts(out):
    from asr_pipeline.model import Transcript

    for path in sorted(out.glob("*/04_asr/transcript.json")):
        yield msgspec.json.decode(path.read_bytes(), type=Transcript)


def test_word_error_rate_on_the_shipped_readings(jobs):
    out, _ = jobs
    result = asr_pipeline("eval", out, SPEECH, "--json")
    score = json.loads(result.stdout)
    assert score["words"] == 71
    assert 0.22 <= score["wer"] <= 0.30
    assert score["timing"]["matched"] > 50
    assert score["timing"]["start_median"] <= 20
    assert 0 < score["rtf"] < 5


def test_every_word_has_increasing_times_inside_the_audio_and_a_confidence(jobs):
    out, _ = jobs
    for transcript in transcripts(out):
        words = [word for segment in transcript.segments for word in segment.words]
        assert words
        times = [time for word in words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert all(word.start < word.end <= transcript.duration for word in words)
        assert all(0.0 <= word.confidence <= 1.0 for word in words)
        assert transcript.language == "en"


def test_srt_and_vtt_load_and_hold_every_word(jobs):
    out, subtitles = jobs
    assert sorted(path.suffix for path in subtitles) == [".srt"] * 5 + [".vtt"] * 5
    texts = {transcript.text.replace("\n", " ") for transcript in transcripts(out)}
    for path in subtitles:
        events = list(pysubs2.load(str(path)))
        assert " ".join(event.plaintext.replace("\n", " ") for event in events) in texts


def test_no_file_depends_on_the_one_before(jobs, tmp_path):
    """The decoder is stateful: the last reading alone gives what it gave after the others."""
    out, _ = jobs
    last = max(SPEECH.glob("*.flac"))
    result = asr_pipeline("run", last, "--backend", "embedded", "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    assert next(transcripts(tmp_path)) == list(transcripts(out))[-1]


def test_the_same_recogniser_gives_the_same_words_for_the_second_file(tmp_path, jobs):
    from asr_pipeline.whisperx_integration import WhisperXProcessor

    out, _ = jobs
    processor = WhisperXProcessor("embedded")
    wavs = sorted(out.glob("*/01_demux/audio.wav"))
    for wav, expected in list(zip(wavs, transcripts(out), strict=True))[1:3]:
        assert processor.process(wav) == expected


def test_long_audio_is_cut_at_pauses_and_times_go_on(jobs, tmp_path):
    """Half a minute and more: words are found up to the end."""
    import wave

    out, _ = jobs
    samples = b""
    for wav in sorted(out.glob("*/01_demux/audio.wav")):
        with wave.open(str(wav)) as file:
            samples += file.readframes(file.getnframes())
    long = tmp_path / "long.wav"
    with wave.open(str(long), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(samples + samples[:400_000])
    from asr_pipeline.pieces import Piece
    from asr_pipeline.whisper_backends import create_backend
    from asr_pipeline.whisper_backends.protocol import Asked

    fractions = []
    seconds = len(samples + samples[:400_000]) / 32_000
    asked = Asked((Piece(0.0, seconds),))
    transcript = create_backend("embedded").transcribe(long, asked, fractions.append)
    words = [word for segment in transcript.segments for word in segment.words]
    times = [word.start for word in words]
    assert times == sorted(times)
    assert words[-1].end > transcript.duration - 2
    assert 80 < len(words) < 130
    assert fractions == sorted(fractions)


def test_nothing_outside_the_pieces_is_decoded(jobs):
    from asr_pipeline.pieces import Piece
    from asr_pipeline.whisper_backends import create_backend
    from asr_pipeline.whisper_backends.protocol import Asked

    out, _ = jobs
    wav = min(out.glob("*/01_demux/audio.wav"))
    recogniser = create_backend("embedded")
    whole = recogniser.transcribe(wav, Asked((Piece(0.0, 2.0), Piece(3.0, 5.0))), print)
    times = [(word.start, word.end) for segment in whole.segments for word in segment.words]
    assert times
    assert all(end <= 2.0 or (start >= 3.0 and end <= 5.0) for start, end in times)
    assert recogniser.transcribe(wav, Asked(()), print).segments == ()


def test_it_cannot_translate(jobs):
    from asr_pipeline.errors import UsageError
    from asr_pipeline.pieces import Piece
    from asr_pipeline.whisper_backends import create_backend
    from asr_pipeline.whisper_backends.protocol import Asked

    out, _ = jobs
    wav = min(out.glob("*/01_demux/audio.wav"))
    asked = Asked((Piece(0.0, 1.0),), task="translate")
    with pytest.raises(UsageError, match="another backend"):
        create_backend("embedded").transcribe(wav, asked, print)


def test_another_language_needs_another_model(tmp_path, jobs):
    speech = min(SPEECH.glob("*.flac"))
    result = asr_pipeline(
        "run", speech, "--backend", "embedded", "--language", "de", "--out", tmp_path
    )
    assert result.returncode == 4
    assert "English" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_model_folder_is_used(tmp_path, jobs):
    """The bundled model, laid out as a folder, gives the words of the bundled model."""
    import pocketsphinx

    bundled = Path(pocketsphinx.get_model_path()) / "en-us"
    speech = min(SPEECH.glob("*.flac"))
    result = asr_pipeline(
        "run", speech, "--backend", "embedded", "--model", bundled, "--out", tmp_path
    )
    assert result.returncode == 0, result.stderr
    out, _ = jobs
    assert next(transcripts(tmp_path)).text == next(transcripts(out)).text


def test_damaged_model_folder_is_one_message(tmp_path):
    model = tmp_path / "model"
    (model / "acoustic").mkdir(parents=True)
    for name in ("acoustic/mdef", "x.lm.bin", "x.dict"):
        (model / name).write_text("nothing")
    speech = min(SPEECH.glob("*.flac"))
    result = asr_pipeline(
        "run", speech, "--backend", "embedded", "--model", model, "--out", tmp_path / "out"
    )
    assert result.returncode == 5  # the library ends the process
    assert "Traceback" not in result.stderr
    assert "mdef" in result.stderr
