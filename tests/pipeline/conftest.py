"""Audio to work on, and the command line as a user calls it."""

import math
import subprocess
import sys
import wave
from array import array

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no defect
settings.load_profile("untimed")


@pytest.fixture
def asr_pipeline(tmp_path):
    """Run the command line in an empty folder; every answer must be free of tracebacks."""

    def call(*arguments, **settings):
        command = [sys.executable, "-m", "asr_pipeline", *map(str, arguments)]
        settings = {"cwd": tmp_path} | settings
        result = subprocess.run(command, capture_output=True, text=True, check=False, **settings)
        assert "Traceback" not in result.stderr
        return result

    return call


@pytest.fixture
def tone(tmp_path):
    """Write a WAV file with a sine tone and return its path."""

    def write(name="tone.wav", seconds=3.0, rate=16000, channels=1):
        count = int(seconds * rate)
        samples = array("h")
        for n in range(count):
            samples.extend([int(8000 * math.sin(2 * math.pi * 440 * n / rate))] * channels)
        path = tmp_path / name
        with wave.open(str(path), "wb") as file:
            file.setparams((channels, 2, rate, 0, "NONE", ""))
            file.writeframes(samples.tobytes())
        return path

    return write
