"""Main logs, structured records, and what must never be in them."""

import json
import logging
import os
import sys

import pytest
from asr_pipeline.run.logs import _LogFile, logged_to
from asr_pipeline.secrecy import redacted, without_secrets
from hypothesis import given
from hypothesis import strategies as st

SECRETS = {
    "HF_TOKEN": "hf_planted0123456789",
    "AWS_SECRET_ACCESS_KEY": "planted/secret+key",
    "DB_PASSWORD": "planted password",
    "api_key": "planted-in-lower-case",
    "DEPLOY_KEY": "planted first line\nplanted second line",
}
ADDRESS = "https://bob:planted-in-an-address@example.invalid/simple"


@pytest.fixture
def planted(monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HTTPS_PROXY", ADDRESS)


def records(folder):
    (path,) = folder.glob("*.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_record_is_one_object_a_line_with_its_facts(tmp_path):
    with logged_to(tmp_path / "run.log"):
        log = logging.getLogger("asr_pipeline.run.stage")
        log.warning(
            "two\nlines", extra={"event": "stage_done", "stage": "asr", "fields": {"seconds": 1.5}}
        )
        log.info("nothing special")
    first, second = records(tmp_path)
    assert first.keys() == set("time level logger stage event message fields".split())
    assert (first["level"], first["stage"], first["event"]) == ("WARNING", "asr", "stage_done")
    assert first["fields"] == {"seconds": 1.5}
    assert (second["event"], second["stage"]) == ("message", None)


def test_a_full_disk_costs_lines_but_no_run(tmp_path, capsys):
    (tmp_path / "run.jsonl").symlink_to("/dev/full")
    with pytest.raises(FileExistsError), logged_to(tmp_path / "run.log"):
        pass
    handler = _LogFile(tmp_path / "other.log", logging.Formatter().format)
    os.dup2(os.open("/dev/full", os.O_WRONLY), handler._descriptor)
    record = logging.LogRecord("asr_pipeline", logging.INFO, "", 0, "text", (), None)
    for _ in range(3):
        handler.handle(record)
    handler.close()
    assert capsys.readouterr().err == (
        f"asr-pipeline: cannot write {tmp_path / 'other.log'}: No space left on device\n"
    )


def test_a_log_takes_any_file_name(tmp_path):
    name = os.fsdecode(b"caf\xe9.wav")
    with logged_to(tmp_path / "run.log"):
        logging.getLogger("asr_pipeline").info("%s", name, extra={"fields": {"source": name}})
    assert records(tmp_path)[0]["fields"] == {"source": "caf\\udce9.wav"}
    (text,) = tmp_path.glob("*.log")
    assert "caf\\udce9.wav" in text.read_text()


@pytest.mark.usefixtures("planted")
def test_secrets_are_replaced_wherever_they_stand():
    text = " and ".join([*SECRETS.values(), ADDRESS])
    assert "planted" not in redacted(text)
    assert "example.invalid/simple" in redacted(text)
    assert "planted" not in str(without_secrets())


@given(st.text())
def test_text_without_secrets_stays_as_it_is(text):
    if "://" not in text:
        assert redacted(text) == text


@pytest.mark.usefixtures("planted")
def test_no_secret_gets_into_a_job(asr_pipeline, tone, tmp_path):
    """Libraries that print what they know: their environment, and an address they were given."""
    chatty = tmp_path / "python"
    chatty.write_text(
        f'#!/bin/sh\n[ "$6" = "" ] && env >&2 && echo {ADDRESS} >&2\nexec {sys.executable} "$@"\n'
    )
    chatty.chmod(0o755)
    (tmp_path / "asr-pipeline.toml").write_text(f'[environments.core]\npython = "{chatty}"')
    result = asr_pipeline("run", tone(), "--backend", "null", "--glossary", SECRETS["api_key"])
    assert result.returncode == 2
    assert "planted" not in result.stderr
    result = asr_pipeline("run", tone(), "--backend", "null")
    assert result.returncode == 0, result.stderr
    files = [path for path in tmp_path.glob("jobs/**/*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    assert b"example.invalid" in everything
    assert b"HF_HUB_OFFLINE" in everything
    assert b"planted" not in everything
