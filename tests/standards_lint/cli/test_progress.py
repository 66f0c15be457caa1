"""Progress: nothing but on a terminal, nothing before a moment has passed, nothing left behind."""

import io

import pytest
from standards_lint import run
from standards_lint.cli import progress
from standards_lint.config import Project


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    times = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: times[0])
    return times


def test_short_work_shows_nothing(clock):
    stream = Terminal()
    bar = progress.Bar(stream)
    clock[0] = 0.9
    bar("reading files", 1, 2)
    bar("reading files", 2, 2)
    assert stream.getvalue() == ""


def test_long_work_shows_what_is_done_until_it_ends(clock, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    bar = progress.Bar(stream)
    clock[0] = 1.5
    bar("reading files", 1, 2)
    assert "reading files" in stream.getvalue()
    bar("reading files", 2, 2)
    end = stream.getvalue()
    bar.close()
    assert stream.getvalue() == end


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_step_counts_to_its_end(tree, jobs, monkeypatch):
    heard = []
    root = tree(
        {
            "standards-lint.toml": "[environments.e]\nprovides = []\n",
            **{f"m{number}.py": "import torch\n" for number in range(5)},
        }
    )
    from standards_lint.simulate import judge

    monkeypatch.setitem(judge.__globals__, "_WORTH_PROCESSES", 0)
    monkeypatch.setitem(judge.__globals__, "_CHUNK", 1)
    options = run.Options(jobs, cache=False, progress=lambda *step: heard.append(step))
    run.analyse(Project.load(root, None), (), options)
    last = {text: (done, total) for text, done, total in heard}
    assert last == {"reading files": (5, 5), "judging e": (5, 5)}
