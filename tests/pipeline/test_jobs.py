"""The job folder: complete files or none, one run at a time, nothing done twice or stale."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from asr_pipeline.errors import ConfigError, JobLockedError, ModelUnavailableError, UsageError
from asr_pipeline.jobs.files import (
    record,
    remove_temporaries,
    sha256_of,
    write_json,
    written_atomically,
)
from asr_pipeline.jobs.folder import create_job, load_job, title_of
from asr_pipeline.jobs.lock import held, is_held
from asr_pipeline.jobs.manifest import Basis, Manifest, load_manifest, save_manifest, stale_reason
from asr_pipeline.model import Request
from asr_pipeline.model_store import model_digest
from asr_pipeline.run.inputs import check_models
from hypothesis import given
from hypothesis import strategies as st

REQUEST = Request(
    source="/media/talk.mp4",
    title="talk",
    backend="null",
    reason="asked for",
    device="auto",
    model=None,
    model_digest=None,
    formats=("srt",),
)
BASIS = Basis("asr", {"audio.wav": "a" * 64}, {"backend": "null"}, {"av": "1"})


def test_a_failed_write_leaves_what_was_there(tmp_path):
    path = tmp_path / "artifact"
    path.write_text("old")
    with pytest.raises(RuntimeError), written_atomically(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_writer_left_is_removed(tmp_path):
    (tmp_path / ".artifact.123.part").write_text("half")
    (tmp_path / "artifact").write_text("whole")
    remove_temporaries(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["artifact"]


def test_a_record_is_trusted_only_while_size_and_time_agree(tmp_path):
    path = tmp_path / "file"
    path.write_text("one")
    known = record(path, "file")
    assert record(path, "file", known) is known
    path.write_text("three")
    assert record(path, "file", known).sha256 == sha256_of(path) != known.sha256


@given(st.text(min_size=1).filter(lambda text: "/" not in text and "\0" not in text))
def test_titles_are_safe_file_names(name):
    title = title_of(Path("/media") / name)
    assert title
    assert not title.startswith(("-", "."))
    assert len(title.encode()) < 200
    assert not set(title) & set("/\\\n\r\t\0'\"*?<>|:; ")


def test_one_request_one_folder(tmp_path):
    job = create_job(tmp_path, REQUEST)
    assert create_job(tmp_path, REQUEST).folder == job.folder
    other = msgspec.structs.replace(REQUEST, formats=("vtt",))
    assert create_job(tmp_path, other).folder != job.folder
    elsewhere = msgspec.structs.replace(REQUEST, source="/other/talk.mp4")
    assert create_job(tmp_path, elsewhere).folder != job.folder


def test_the_request_is_written_once_and_never_changed(tmp_path):
    job = create_job(tmp_path, REQUEST)
    before = (job.folder / "job.json").read_bytes()
    again = create_job(tmp_path, msgspec.structs.replace(REQUEST, reason="picked"))
    assert again.folder == job.folder
    assert (job.folder / "job.json").read_bytes() == before
    assert load_job(job.folder).request == REQUEST


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not a job description"),
        ('{"title": 3}', "not a job description"),
        (json.dumps(msgspec.to_builtins(REQUEST) | {"version": 99}), "newer asr-pipeline"),
    ],
)
def test_an_unreadable_job_is_refused(tmp_path, content, words):
    (tmp_path / "job.json").write_text(content)
    with pytest.raises(ConfigError, match=words):
        load_job(tmp_path)
    with pytest.raises(ConfigError, match="no job in"):
        load_job(tmp_path / "missing")


def test_an_older_job_with_unknown_fields_still_loads(tmp_path):
    write_json(tmp_path / "job.json", msgspec.to_builtins(REQUEST) | {"added_later": 1})
    assert load_job(tmp_path).request == REQUEST


def test_a_file_where_the_output_folder_should_be(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="--out"):
        create_job(tmp_path / "out", REQUEST)


def test_only_one_run_at_a_time(tmp_path):
    with held(tmp_path), pytest.raises(JobLockedError, match="another run"), held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_looking_whether_a_job_is_in_use_disturbs_nobody(tmp_path):
    assert not is_held(tmp_path)
    assert not list(tmp_path.iterdir())
    with held(tmp_path):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)


def test_a_job_goes_on_with_the_models_it_began_with(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    request = msgspec.structs.replace(
        REQUEST, model=str(model), model_digest=model_digest(model), align_model=None
    )
    check_models(request)
    (model / "config.json").write_text("{ }")
    with pytest.raises(UsageError, match="not the one that the job began with"):
        check_models(request)
    shutil.rmtree(model)
    with pytest.raises(ModelUnavailableError, match="is gone"):
        check_models(request)


@pytest.fixture
def finished(tmp_path):
    """A stage folder with one artifact and its manifest."""
    artifact = tmp_path / "transcript.json"
    artifact.write_text("{}")
    code = {"asr_pipeline.model": sha256_of(Path(msgspec_source("model")))}
    manifest = Manifest(
        key=BASIS.key,
        basis=BASIS,
        inputs=(),
        outputs=(record(artifact, artifact.name),),
        code=code,
        python="python",
        started="2026-01-01T00:00:00+00:00",
        seconds=1.0,
    )
    save_manifest(tmp_path, manifest)
    return tmp_path


def msgspec_source(module):
    import importlib.util

    return importlib.util.find_spec(f"asr_pipeline.{module}").origin


def test_a_finished_stage_is_kept(finished):
    assert stale_reason(load_manifest(finished), BASIS, finished) is None


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": {"audio.wav": "b" * 64}},
        {"parameters": {"backend": "embedded"}},
        {"distributions": {"av": "2"}},
    ],
)
def test_a_stage_runs_again_when_anything_it_depends_on_changed(finished, change):
    basis = msgspec.structs.replace(BASIS, **change)
    assert "changed" in stale_reason(load_manifest(finished), basis, finished)


def test_a_stage_runs_again_when_its_code_changed(finished):
    manifest = msgspec.structs.replace(load_manifest(finished), code={"asr_pipeline.model": "0"})
    assert stale_reason(manifest, BASIS, finished) == "its code changed"


def test_a_stage_runs_again_when_its_artifact_was_edited_or_is_gone(finished):
    manifest = load_manifest(finished)
    artifact = finished / "transcript.json"
    artifact.write_text("{ }")
    assert "changed by somebody else" in stale_reason(manifest, BASIS, finished)
    artifact.unlink()
    assert "is gone" in stale_reason(manifest, BASIS, finished)


def test_a_manifest_that_cannot_be_read_means_not_finished(finished):
    (finished / "manifest.json").write_text('{"key": 1}')
    assert load_manifest(finished) is None
    assert stale_reason(None, BASIS, finished) == "not finished before"
