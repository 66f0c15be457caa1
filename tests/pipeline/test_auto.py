"""What `auto` picks in a cell on its own, and that its reason can be read."""

import json
import os
import subprocess
import sys

import pytest
from asr_pipeline.environments.locate import python_of

BACKENDS = ("whisperx", "faster", "mlx", "embedded")  # each is also the name of its environment


@pytest.fixture
def alone(tmp_path):
    """No environment but the cell's own can be used, whatever else is installed beside it."""
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    tables = [
        f"[environments.{name}]\npython = '{python_of(bare)}'\n"
        for name in BACKENDS
        if name != os.environ["CELL"]
    ]
    (tmp_path / "asr-pipeline.toml").write_text("".join(tables))


def wide(asr_pipeline):
    return asr_pipeline("envs", env={**os.environ, "COLUMNS": "500"}).stdout


@pytest.mark.environment("core")
def test_where_no_recogniser_is_installed_both_say_what_is_in_the_way_of_each(
    asr_pipeline, alone, tone
):
    shown = wide(asr_pipeline)
    assert "--backend auto: no backend can run here\n" in shown
    result = asr_pipeline("run", tone())
    assert result.returncode == 4
    for name in BACKENDS:
        assert f"asr-pipeline envs install {name}" in shown
        assert f"asr-pipeline envs install {name}" in result.stderr


@pytest.mark.environment("embedded")
def test_envs_and_the_main_log_say_why_this_backend(asr_pipeline, alone, tone, tmp_path):
    found = json.loads(asr_pipeline("envs", "--json").stdout)
    assert found["picked"] == "embedded"
    assert found["reason"] == "embedded, the best that can run here, on cpu"
    assert f"--backend auto: {found['reason']}\n" in wide(asr_pipeline)
    result = asr_pipeline("run", tone(), "--to", "demux")
    assert result.returncode == 0, result.stderr
    obstacles = {row["backend"]: row["obstacle"] for row in found["backends"]}
    others = "; ".join(f"{name}: {obstacles[name]}" for name in BACKENDS[:-1])
    reason = f"the best that can run here, on cpu ({others})"
    (log,) = tmp_path.glob("jobs/*/logs/99_pipeline_*.log")
    assert f"backend embedded: {reason}\n" in log.read_text()
    records = map(json.loads, log.with_suffix(".jsonl").read_text().splitlines())
    (started,) = [one for one in records if one["event"] == "run_started"]
    assert started["fields"] == {"backend": "embedded", "reason": reason}
