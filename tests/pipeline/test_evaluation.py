"""The times of words beside those of a reference, and the speed that jobs wrote down."""

import json

import msgspec
import pytest
from asr_pipeline.errors import UsageError
from asr_pipeline.evaluation.timing import read_words, timing_error
from asr_pipeline.model import Word
from hypothesis import given
from hypothesis import strategies as st

WORDS = [Word(text, n, n + 0.5) for n, text in enumerate("he was not an ill man".split())]


def moved(words, seconds):
    return [
        msgspec.structs.replace(word, start=word.start + seconds, end=word.end + 2 * seconds)
        for word in words
    ]


@given(st.floats(-5, 5), st.integers(1, 4))
def test_words_that_are_all_late_are_late_by_that(seconds, copies):
    found = timing_error([(moved(WORDS, seconds), WORDS)] * copies)
    assert (found.matched, found.words) == (len(WORDS) * copies, len(WORDS) * copies)
    assert found.start_mean == found.start_median == pytest.approx(abs(seconds) * 1000, abs=0.1)
    assert found.end_mean == pytest.approx(abs(seconds) * 2000, abs=0.1)


def test_only_words_that_match_count():
    heard = [Word("uh", 0, 9), *WORDS[:2], Word("knot", 100, 200), *WORDS[3:]]
    found = timing_error([(heard, WORDS)])
    assert (found.matched, found.words, found.start_mean) == (5, 6, 0)


def test_case_and_signs_do_not_count():
    shown = [Word("He", 0, 0.5), Word("was,", 1, 1.5), Word("--", 1.6, 1.7)]
    assert timing_error([(shown, WORDS)]).matched == 2


@pytest.mark.parametrize(("heard", "said"), [([], WORDS), (WORDS, []), ([Word("x", 0, 1)], WORDS)])
def test_nothing_to_compare(heard, said):
    assert timing_error([(heard, said)]) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{}"),
        ("a.tsv", "start\tend\ttext\nsoon\t2\tword\n"),
        ("a.tsv", "begin\tend\ttext\n1\t2\tword\n"),
        ("a.tsv", "start\tend\ttext\n1\n"),
        ("a.tsv", "start\tend\ttext\n1\t2\n"),
    ],
)
def test_what_holds_no_words(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=f"{name} holds no words with times"):
        read_words(tmp_path / name)


def test_eval_tells_times_and_speed_of_a_job(asr_pipeline, tone, tmp_path):
    assert asr_pipeline("run", tone(), "--backend", "null").returncode == 0
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "tone.txt").write_text("second0 second1 second2")
    rows = [f"{n * 1000 + 100}\t{n * 1000 + 900}\tsecond{n}" for n in range(3)]
    words = texts / "tone.words.tsv"
    words.write_text("\n".join(["start\tend\ttext", *rows]))
    (transcript,) = tmp_path.glob("jobs/*/06*/cleaned.json")
    for compared in (("jobs", "texts"), (transcript, words)):
        found = json.loads(asr_pipeline("eval", *compared, "--json").stdout)
        assert found["wer"] == 0
        assert found["timing"] == {
            "matched": 3,
            "words": 3,
            "start_mean": 100,
            "start_median": 100,
            "end_mean": 0,
            "end_median": 0,
        }
        assert found["speed"]["duration"] == 3
        assert found["rtf"] == pytest.approx(found["speed"]["seconds"] / 3, abs=1e-3)
    shown = asr_pipeline("eval", transcript, words).stdout.splitlines()
    assert shown[1] == "times of 3 of 3 words: starts 100 ms off (median 100), ends 0 ms (median 0)"
    assert shown[2].startswith("RTF ")


def test_eval_of_a_file_that_is_in_no_job(asr_pipeline, tmp_path):
    (tmp_path / "said.tsv").write_text("start\tend\ttext\n0\t500\the\n")
    found = json.loads(asr_pipeline("eval", "said.tsv", "said.tsv", "--json").stdout)
    assert (found["wer"], found["rtf"], found["timing"]["matched"]) == (0, None, 1)
