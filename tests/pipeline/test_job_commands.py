"""`resume`, `status`, `verify`, `stages`, `doctor`, and which part of a job is run."""

import json
import os

import pytest
from asr_pipeline import doctor
from asr_pipeline.config import Config
from asr_pipeline.overview import EnvironmentState, Overview

STAGES = [
    "demux",
    "glossary_load",
    "vad",
    "asr",
    "alignment",
    "hallucination_removal",
    "subtitle_generation",
]

pytestmark = pytest.mark.environment("core")  # the same in every environment


@pytest.fixture
def job(asr_pipeline, tone, tmp_path):
    """A finished job."""
    assert asr_pipeline("run", tone(), "--backend", "null").returncode == 0
    (folder,) = tmp_path.glob("jobs/*")
    return folder


def started(job):
    return {path.parent.name[3:]: path.stat().st_mtime_ns for path in job.glob("0*/manifest.json")}


def states(asr_pipeline, job):
    found = json.loads(asr_pipeline("status", job, "--json").stdout)
    return {one["stage"]: one["state"] for one in found["stages"]}


def test_to_stops_and_resume_goes_on(asr_pipeline, tone, tmp_path):
    result = asr_pipeline("run", tone(), "--backend", "null", "--to", "vad")
    assert result.returncode == 0
    assert result.stdout.strip().endswith("speech.json")
    (job,) = tmp_path.glob("jobs/*")
    assert sorted(started(job), key=STAGES.index) == STAGES[:3]
    assert states(asr_pipeline, job)["asr"] == "not run"
    resumed = asr_pipeline("resume", job)
    assert resumed.returncode == 0
    assert [line.rpartition(".")[2] for line in resumed.stdout.split()] == ["srt", "vtt"]
    assert set(states(asr_pipeline, job).values()) == {"done"}


def test_from_runs_a_stage_and_those_after_it_again(asr_pipeline, job):
    before = started(job)
    assert asr_pipeline("resume", job, "--from", "asr", "--to", "alignment").returncode == 0
    after = started(job)
    assert [name for name in STAGES if after[name] != before[name]] == ["asr", "alignment"]
    assert states(asr_pipeline, job)["subtitle_generation"] == "done"


def test_force_runs_everything_again_with_the_same_bytes(asr_pipeline, job):
    before, subtitles = started(job), next(job.glob("07*/*.srt")).read_bytes()
    assert asr_pipeline("resume", job, "--force").returncode == 0
    assert all(after != before[name] for name, after in started(job).items())
    assert next(job.glob("07*/*.srt")).read_bytes() == subtitles


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "vda"), "unknown stage 'vda'"),
        (("--from", "asr", "--to", "demux"), "--to demux comes before --from asr"),
    ],
)
def test_an_impossible_extent_is_refused_before_any_work(
    asr_pipeline, tone, tmp_path, arguments, words
):
    result = asr_pipeline("run", tone(), "--backend", "null", *arguments)
    assert result.returncode == 2
    assert words in result.stderr
    assert not (tmp_path / "jobs").exists()


def test_verify_is_content_with_what_stages_wrote(asr_pipeline, job):
    result = asr_pipeline("verify", job)
    assert result.returncode == 0
    assert "every file is what its stage wrote" in result.stdout


def test_verify_finds_what_was_edited_even_if_its_times_were_kept(asr_pipeline, job):
    path = job / "04_asr" / "transcript.json"
    kept = path.stat()
    path.write_bytes(path.read_bytes().replace(b"second1", b"edited1"))
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    result = asr_pipeline("verify", job)
    assert result.returncode == 5
    assert "transcript.json is not what asr wrote" in result.stdout
    assert f"asr-pipeline resume {job}" in result.stderr


def test_verify_finds_what_is_gone_and_what_is_not_finished(asr_pipeline, job):
    (job / "01_demux" / "audio.wav").unlink()
    (job / "05_alignment" / "manifest.json").unlink()
    result = asr_pipeline("verify", job)
    assert result.returncode == 5
    assert "audio.wav is gone" in result.stdout
    assert "alignment is not finished" in result.stdout
    assert "2 problems" in result.stderr


def test_verify_finds_artifacts_of_different_runs(asr_pipeline, job, tone, tmp_path):
    assert asr_pipeline("run", tone(seconds=2), "--backend", "null", "--to", "asr").returncode == 0
    result = asr_pipeline("verify", job)
    assert "alignment was made from another transcript.json" in result.stdout
    assert states(asr_pipeline, job)["alignment"] == "stale"


def test_brackets_in_a_name_are_shown(asr_pipeline, tone, tmp_path):
    path = tone("[bold] talk.wav")
    assert asr_pipeline("run", path, "--backend", "null", "--to", "demux").returncode == 0
    (job,) = tmp_path.glob("jobs/*")
    assert str(path) in asr_pipeline("status", job).stdout


def test_verify_for_programs(asr_pipeline, job, tone):
    assert json.loads(asr_pipeline("verify", job, "--json").stdout) == []
    tone(seconds=1)
    request = json.loads((job / "job.json").read_text())
    (job / "job.json").write_text(json.dumps(request | {"language": "de"}))
    result = asr_pipeline("verify", job, "--json")
    assert result.returncode == 5
    found = [(one["stage"], one["kind"]) for one in json.loads(result.stdout)]
    assert found == [("demux", "stale"), ("asr", "stale")]


def test_status_of_a_job_whose_environment_is_gone(asr_pipeline, job, tmp_path):
    (tmp_path / "asr-pipeline.toml").write_text('[environments.core]\npython = "gone"\n')
    found = json.loads(asr_pipeline("status", job, "--json").stdout)
    first, second, *_ = found["stages"]
    assert (first["state"], second["state"]) == ("blocked", "stale")
    assert "does not exist" in first["reason"]
    assert first["seconds"] > 0


def test_a_job_whose_source_is_gone_can_be_finished(asr_pipeline, tone, tmp_path):
    path = tone()
    asr_pipeline("run", path, "--backend", "null", "--to", "demux")
    path.unlink()
    (job,) = tmp_path.glob("jobs/*")
    result = asr_pipeline("resume", job)
    assert result.returncode == 0, result.stderr
    assert "is gone; what was made from it is used" in result.stderr


def test_status_tells_why(asr_pipeline, job):
    (job / "03_vad" / "speech.json").unlink()
    told = asr_pipeline("status", job).stdout
    assert "speech.json is gone" in told
    assert "comes after vad" in told
    assert "continue with: asr-pipeline resume" in told


def test_what_is_no_job_is_refused(asr_pipeline, tmp_path):
    for command in ("resume", "status", "verify"):
        result = asr_pipeline(command, tmp_path)
        assert result.returncode == 2
        assert "no job in" in result.stderr


def test_several_jobs_one_of_which_is_none(asr_pipeline, job, tmp_path):
    result = asr_pipeline("resume", tmp_path / "nothing", job)
    assert result.returncode == 2
    assert len(result.stdout.splitlines()) == 2


def test_stages_are_shown_for_people_and_programs(asr_pipeline):
    assert "hallucination_removal" in asr_pipeline("stages").stdout
    rows = json.loads(asr_pipeline("stages", "--json").stdout)
    assert [row["name"] for row in rows] == [*STAGES, "mux"]
    assert all({"module", "environment", "reads", "writes"} <= row.keys() for row in rows)


def test_doctor_says_what_to_do(asr_pipeline, tmp_path):
    checks = json.loads(asr_pipeline("doctor", "--json").stdout)
    assert {"--backend auto", "ffmpeg", "models", "output folder", "disk"} <= {
        one["subject"] for one in checks
    }
    assert all(one["advice"] for one in checks if one["state"] != "good")
    (tmp_path / "file").write_text("")
    result = asr_pipeline("doctor", "--out", tmp_path / "file")
    assert result.returncode == 4
    assert "cannot be written" in result.stdout


@pytest.mark.parametrize(
    ("distributions", "state"), [({"imageio-ffmpeg": "0.6.0"}, "good"), ({}, "limited")]
)
def test_doctor_looks_for_ffmpeg_where_mux_runs(distributions, state, tmp_path, monkeypatch):
    core = EnvironmentState("core", "", installed=True, distributions=distributions)
    seen = Overview((core,), (), None, "")
    monkeypatch.setattr(doctor, "look_around", lambda *_: seen)
    (found,) = (one for one in doctor.examine(tmp_path, Config(None)) if one.subject == "ffmpeg")
    assert found.state == state


def test_no_secret_gets_into_a_job(asr_pipeline, tone, tmp_path):
    secret = "hf_0123456789abcdef"
    path = tone(f"talk-{secret}.wav")
    environment = os.environ | {"HF_TOKEN": secret}
    result = asr_pipeline("run", path, "--backend", "null", env=environment)
    assert result.returncode == 0
    (job,) = tmp_path.glob("jobs/*")
    logs = [*job.glob("logs/*"), *job.glob("0*/stage.log")]
    assert not [path for path in logs if secret.encode() in path.read_bytes()]


def test_records_are_json_and_say_which_stage(asr_pipeline, job):
    (path,) = job.glob("logs/*.jsonl")
    records = [json.loads(line) for line in path.read_text().splitlines()]
    assert [one["stage"] for one in records if one["event"] == "stage_started"] == STAGES
    assert {"time", "level", "logger", "message"} <= records[0].keys()


def test_two_runs_in_one_second_have_two_logs(job):
    from asr_pipeline.jobs.folder import load_job

    loaded = load_job(job)
    first = loaded.new_log()
    first.write_text("")
    assert loaded.new_log() != first
