"""Runs and re-runs: what is kept, what runs again, and what an interruption leaves."""

import os
import signal
import subprocess
import sys
import time

import msgspec
import pytest
from asr_pipeline.jobs.manifest import load_manifest


def artifacts(folder):
    kinds = ("audio.wav", "transcript.json", "*.srt", "*.vtt")
    return {
        path.relative_to(folder): path.read_bytes()
        for kind in kinds
        for path in sorted(folder.glob(f"jobs/*/0*/{kind}"))
    }


def last_log(folder):
    return max(folder.glob("jobs/*/logs/99_pipeline_*.log")).read_text()


@pytest.fixture
def run(asr_pipeline):
    return lambda *arguments: asr_pipeline("run", *arguments, "--backend", "null")


def stages_run(folder):
    """Return when each stage's manifest says it started, with its artifacts' times."""
    return {
        path.parent.name: path.stat().st_mtime_ns for path in folder.glob("jobs/*/0*/manifest.json")
    }


def test_a_finished_job_does_nothing_twice(run, tone, tmp_path):
    path = tone()
    first = run(path)
    before = stages_run(tmp_path)
    again = run(path)
    assert again.returncode == 0
    assert again.stdout == first.stdout
    assert stages_run(tmp_path) == before
    assert sorted(before) == [
        *("01_demux", "02_glossary_load", "03_vad", "04_asr", "05_alignment"),
        "06_hallucination_removal",
        "07_subtitle_generation",
    ]


def test_a_touched_source_is_not_a_changed_source(run, tone, tmp_path):
    path = tone()
    run(path)
    before = stages_run(tmp_path)
    os.utime(path)
    run(path)
    assert stages_run(tmp_path) == before


def test_a_changed_source_runs_every_stage_again(run, tone, tmp_path):
    run(tone(seconds=2))
    before = stages_run(tmp_path)
    run(tone(seconds=3))
    after = stages_run(tmp_path)
    assert all(after[name] != before[name] for name in before)
    assert b"second2" in b"".join(artifacts(tmp_path).values())


def test_an_edited_artifact_is_made_again(run, tone, tmp_path):
    path = tone()
    run(path)
    whole = artifacts(tmp_path)
    (transcript,) = tmp_path.glob("jobs/*/04_asr/transcript.json")
    transcript.write_text(transcript.read_text().replace("second1", "edited1"))
    before = stages_run(tmp_path)
    assert run(path).returncode == 0
    assert artifacts(tmp_path) == whole
    assert stages_run(tmp_path)["01_demux"] == before["01_demux"]
    assert "changed by somebody else" in last_log(tmp_path)


def test_a_manifest_records_what_a_stage_was_made_from(run, tone, tmp_path):
    run(tone())
    (folder,) = tmp_path.glob("jobs/*/01_demux")
    manifest = load_manifest(folder)
    assert manifest.basis.distributions.keys() == {"av"}
    assert {"asr_pipeline.stages.demux", "asr_pipeline.jobs.files"} <= manifest.code.keys()
    assert [output.name for output in manifest.outputs] == ["audio.wav"]
    assert manifest.key == manifest.basis.key
    assert msgspec.json.decode((folder / "manifest.json").read_bytes())["version"] == 1


def test_two_runs_give_the_same_bytes(run, tone, tmp_path):
    path = tone()
    run(path)
    first = artifacts(tmp_path)
    for manifest in tmp_path.glob("jobs/*/0*/manifest.json"):
        manifest.unlink()
    run(path)
    assert artifacts(tmp_path) == first
    assert len(first) == 4


def start(path, folder, *options):
    command = [sys.executable, "-m", "asr_pipeline", "run", str(path), "--backend", "null"]
    return subprocess.Popen(
        [*command, *options], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_stage(folder, name):
    deadline = time.monotonic() + 30
    while not list(folder.glob(f"jobs/*/{name}/stage.log")):
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_ctrl_c_leaves_a_job_that_can_go_on(asr_pipeline, tone, tmp_path):
    path = tone(seconds=20)
    process = start(path, tmp_path)
    wait_for_stage(tmp_path, "01_demux")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    (job,) = tmp_path.glob("jobs/*")
    advice = f"continue with: asr-pipeline resume jobs/{job.name}"
    assert errors.strip() == f"asr-pipeline: interrupted; {advice}"
    assert asr_pipeline("resume", job).returncode == 0
    assert not list(tmp_path.glob("jobs/*/0*/.*.part"))


def test_sigterm_ends_the_whole_run(tone, tmp_path):
    process = start(tone(seconds=20), tmp_path, str(tone("second.wav")))
    wait_for_stage(tmp_path, "01_demux")
    process.terminate()
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (130, "")
    assert "asr-pipeline: interrupted, 1 of 2 not begun; continue with:" in errors
    assert errors.strip().endswith("or all with the same command again")
    assert "Traceback" not in errors


def test_a_killed_run_is_completed_by_the_next(run, tone, tmp_path):
    path = tone(seconds=20)
    for moment in range(4):
        process = start(path, tmp_path)
        wait_for_stage(tmp_path, "01_demux")
        time.sleep(moment * 0.1)
        process.kill()
        process.communicate()
    result = run(path)
    assert result.returncode == 0, result.stderr
    assert len(artifacts(tmp_path)) == 4
    assert not list(tmp_path.glob("jobs/*/0*/.*.part"))


def test_what_a_killed_run_left_of_its_request_is_removed(run, tone, tmp_path):
    path = tone()
    run(path)
    (job,) = tmp_path.glob("jobs/*")
    (job / ".job.json.123.part").write_text("half")
    run(path)
    assert not list(job.glob(".*.part"))


def test_two_runs_on_one_job(run, tone, tmp_path):
    from asr_pipeline.jobs.lock import held

    path = tone()
    run(path)
    (job,) = tmp_path.glob("jobs/*")
    with held(job):
        result = run(path)
    assert result.returncode == 2
    assert "another run is working on" in result.stderr
