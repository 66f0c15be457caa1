"""A glossary from its file to the decoder, where there is no torch: the incident's third test."""

import importlib.util
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

SPEECH = Path(__file__).parents[2] / "examples" / "speech"
GLOSSARY = SPEECH / "glossary.tsv"
pytestmark = pytest.mark.environment("embedded")


def asr_pipeline(*arguments):
    command = [sys.executable, "-m", "asr_pipeline", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The five readings with and without the glossary."""
    out = tmp_path_factory.mktemp("runs")
    common = ("run", *sorted(SPEECH.glob("*.flac")), "--backend", "embedded")
    asr_pipeline(*common, "--out", out / "without")
    asr_pipeline(*common, "--out", out / "with", "--glossary", GLOSSARY)
    return out


def score(folder):
    return json.loads(asr_pipeline("eval", folder, SPEECH, "--glossary", GLOSSARY, "--json"))


def test_the_glossary_makes_terms_heard_and_words_right(runs):
    without, biased = score(runs / "without"), score(runs / "with")
    assert without["terms"]["said"] == biased["terms"]["said"] == 9
    assert biased["terms"]["found"] >= without["terms"]["found"] + 2
    assert len(biased["terms"]["false_alarms"]) <= 2
    assert biased["wer"] < without["wer"]


def test_every_step_of_the_glossary_run_leaves_its_artifact(runs):
    assert importlib.util.find_spec("torch") is None
    (job,) = (runs / "with").glob("*-0870-*")
    glossary = json.loads((job / "02_glossary_load" / "glossary.json").read_text())
    assert [term["text"] for term in glossary["terms"]][:2] == ["John Dashwood", "Norland"]
    (window,) = json.loads((job / "02_glossary_load" / "bias_windows.json").read_text())
    assert "Norland" in window["terms"]
    aligned = json.loads((job / "05_alignment" / "aligned.json").read_text())
    assert aligned["aligner"] == "forced"
    words = [word for segment in aligned["segments"] for word in segment["words"]]
    assert all(before["end"] <= after["end"] for before, after in pairwise(words))
    (subtitles,) = job.glob("07_subtitle_generation/*.srt")
    assert "John Dashwood" in subtitles.read_text()


def test_a_term_that_cannot_be_listened_for_is_told(tmp_path):
    glossary = tmp_path / "terms.txt"
    glossary.write_text("Zaphodika\n")
    reading = SPEECH / "sense_and_sensibility_01-0880.flac"
    command = ("run", reading, "--backend", "embedded", "--glossary", glossary, "--out", tmp_path)
    asr_pipeline(*command)
    (path,) = tmp_path.glob("*/04_asr/transcript.json")
    (degradation,) = json.loads(path.read_text())["degradations"]
    assert "'Zaphodika' cannot be listened for" in degradation
    assert "give its pronunciation" in degradation


def test_a_term_that_only_the_glossary_can_say_is_heard_and_aligned(tmp_path):
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("term\tpronunciation\nAimyabul\tEY M IY AH B AH L\n")
    reading = SPEECH / "sense_and_sensibility_01-0930.flac"
    command = ("run", reading, "--backend", "embedded", "--glossary", glossary, "--out", tmp_path)
    asr_pipeline(*command)
    (path,) = tmp_path.glob("*/05_alignment/aligned.json")
    aligned = json.loads(path.read_text())
    assert (aligned["aligner"], aligned["degradations"]) == ("forced", [])
    assert "Aimyabul" in " ".join(segment["text"] for segment in aligned["segments"])


def test_forced_alignment_is_near_the_reference(runs):
    timing = score(runs / "with")["timing"]
    assert timing["matched"] > 40
    assert timing["start_mean"] < 100
