"""A stage's process: its results, its failures, and its end with its parent."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from asr_pipeline.errors import MediaError, PipelineError, StageFailedError, rebuild
from asr_pipeline.execution.messages import Task, encode
from asr_pipeline.execution.process import run_stage

NULL_ASR = "asr_pipeline.stages.asr"


def task(folder, module, **parameters):
    return Task(module, str(folder), {"source": str(folder / "source")}, parameters)


def run(folder, module):
    return run_stage(sys.executable, task(folder, module), lambda fraction: None)


def test_what_a_stage_raises_arrives_as_the_same_class(tmp_path):
    (tmp_path / "source").write_text("text")
    with pytest.raises(MediaError, match="not a media file"):
        run(tmp_path, "asr_pipeline.stages.demux")


def test_an_unexpected_error_is_a_failed_stage_with_its_traceback_in_the_log(tmp_path):
    with pytest.raises(StageFailedError, match="ModuleNotFoundError"):
        run(tmp_path, "asr_pipeline.stages.missing")
    assert "Traceback" in (tmp_path / "stage.log").read_text()


def test_a_process_that_ends_without_a_result(tmp_path):
    with pytest.raises(StageFailedError, match="status 1"):
        run_stage("/bin/false", task(tmp_path, NULL_ASR), lambda fraction: None)


def test_every_error_class_survives_the_way_to_the_parent():
    classes = [PipelineError, *PipelineError.__subclasses__()]
    for cls in classes:
        assert type(rebuild(cls.__name__, "text")) is cls
        assert cls.exit_code in (2, 3, 4, 5, 130)
    assert type(rebuild("SomethingElse", "text")) is StageFailedError


def test_a_stage_ends_when_its_parent_is_gone(tmp_path):
    """The child waits for its task; the pipe's other end closes as it does when a parent dies."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "asr_pipeline.execution.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    os.mkfifo(tmp_path / "source")  # opening it blocks the stage until somebody writes
    child.stdin.write(encode(task(tmp_path, "asr_pipeline.stages.demux")) + b"\n")
    child.stdin.flush()
    time.sleep(1.0)
    assert child.poll() is None
    child.stdin.close()
    assert child.wait(timeout=10) == 70
    child.stdout.close()


def test_what_a_library_prints_goes_to_the_log_not_to_the_parent(tmp_path, monkeypatch):
    result = subprocess.run(
        [sys.executable, "-c", CHATTY, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "said by a library" in result.stderr
    assert "said by a library" not in result.stdout
    assert '"Done"' in result.stdout


CHATTY = """
import io, os, sys, types
stage = types.ModuleType("chatty")
stage.run = lambda context: print("said by a library", flush=True)
sys.modules["chatty"] = stage
from asr_pipeline.execution import child
from asr_pipeline.execution.messages import Task, encode
readable, writable = os.pipe()
os.dup2(readable, 0)
os.write(writable, encode(Task("chatty", sys.argv[1], {}, {})) + b"\\n")
sys.exit(child.main())
"""


def test_a_killed_process_is_a_failed_stage(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho out of memory >&2\nkill -9 $$\n")
    python.chmod(0o755)
    with pytest.raises(StageFailedError, match=r"by SIGKILL, .*: 'out of memory'"):
        run_stage(str(python), task(tmp_path, NULL_ASR), lambda fraction: None)


def running(name):
    """Return the command lines of processes that hold `name`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_bytes())
    return [line for line in found if name in line]


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_a_stage_started_ends_with_the_run(tmp_path, number):
    """A stage's own child, such as ffmpeg, would go on writing into the job."""
    (tmp_path / "starter.py").write_text(STARTER)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stderr=subprocess.DEVNULL
    )
    mark = str(tmp_path).encode() + b"/lives"
    wait_until(lambda: running(mark))
    parent.send_signal(number)
    parent.wait(timeout=20)
    wait_until(lambda: not running(mark))


STARTER = """
import subprocess, sys
def run(context):
    place = context.inputs["source"].with_name("lives")
    subprocess.run([sys.executable, "-c", "import time; time.sleep(60)", str(place)])
"""

PARENT = """
import sys
from pathlib import Path
from asr_pipeline.execution.messages import Task
from asr_pipeline.execution.process import run_stage
folder = Path(sys.argv[1])
python = folder / "python"
path = f"import sys; sys.path.insert(0, {str(folder)!r}); import runpy; "
code = path + "runpy.run_module('asr_pipeline.execution.child', run_name='__main__')"
python.write_text(f'#!/bin/sh\\nexec {sys.executable} -c "{code}"\\n')
python.chmod(0o755)
run_stage(str(python), Task("starter", str(folder), {"source": str(folder / "source")}, {}), print)
"""
