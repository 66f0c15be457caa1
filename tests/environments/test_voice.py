"""The real voice detectors: speech is found, noise is not."""

import math
import random
import wave
from array import array
from pathlib import Path

import pytest
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.stages import demux
from asr_pipeline.whisper_backends.voice import detect_speech

SPEECH = Path(__file__).parents[2] / "examples" / "speech"
REAL = [
    pytest.param("embedded", "endpointer", marks=pytest.mark.environment("embedded")),
    pytest.param("faster", "silero", marks=pytest.mark.environment("faster")),
    pytest.param("whisperx", "pyannote", marks=pytest.mark.environment("whisperx")),
]
RATE = 16_000
SECONDS = 4


def written(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(array("h", samples).tobytes())
    return path


def white(chance):
    return [int(chance.gauss(0, 300)) for _ in range(SECONDS * RATE)]


def hum(chance):
    return [int(2000 * math.sin(2 * math.pi * 50 * n / RATE)) for n in range(SECONDS * RATE)]


def nothing(chance):
    return [0] * (SECONDS * RATE)


@pytest.mark.parametrize(("backend", "detector"), REAL)
@pytest.mark.parametrize("sound", [white, hum, nothing])
def test_noise_is_no_speech(backend, detector, sound, tmp_path):
    path = written(tmp_path / "noise.wav", sound(random.Random(1)))
    speech = detect_speech(backend, path)
    assert (speech.detector, speech.spans, speech.degradations) == (detector, (), ())
    assert speech.duration == SECONDS


@pytest.mark.parametrize(("backend", "detector"), REAL)
def test_a_reading_between_silences_is_found_where_it_is(backend, detector, tmp_path):
    demux.run(StageContext(tmp_path, {"source": SPEECH / "sense_and_sensibility_01-0870.flac"}, {}))
    with wave.open(str(tmp_path / "audio.wav")) as file:
        reading = array("h", file.readframes(file.getnframes()))
    silence = [0] * (3 * RATE)
    path = written(tmp_path / "between.wav", [*silence, *reading, *silence])
    speech = detect_speech(backend, path)
    length = len(reading) / RATE
    assert speech.detector == detector
    assert 2.5 <= speech.spans[0].start <= 4.0
    assert 3 + length - 1.0 <= speech.spans[-1].end <= 3 + length + 1.0
    found = sum(span.end - span.start for span in speech.spans)
    assert found > 0.7 * length
    assert list(speech.spans) == sorted(speech.spans)


@pytest.mark.environment("mlx")
def test_without_a_detector_everything_is_speech_and_the_artifact_says_so(tmp_path, caplog):
    path = written(tmp_path / "nothing.wav", nothing(None))
    speech = detect_speech("mlx", path)
    assert speech.detector == "everything"
    assert [(span.start, span.end) for span in speech.spans] == [(0.0, SECONDS)]
    (degradation,) = speech.degradations
    assert "silero cannot be used: faster-whisper is not installed here" in degradation
    assert any("silero" in record.getMessage() for record in caplog.records)
