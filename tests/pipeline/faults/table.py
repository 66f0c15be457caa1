"""All faults, and the page that shows them."""

from pathlib import Path

from . import media, surroundings
from .fault import Fault, provoke, row

PAGE = Path(__file__).parents[3] / "docs" / "pipeline-faults.md"
CHAPTERS = {
    "Inputs": media.FAULTS,
    "Use": surroundings.USE,
    "The machine": surroundings.MACHINE,
}
FAULTS = [fault for faults in CHAPTERS.values() for fault in faults]
HEAD = "| what | message | exit code |\n|---|---|---:|\n"
INTRODUCTION = """\
# What can go wrong

Each line was provoked by `python -m tests.pipeline.faults` in the core environment, which writes
this page; the tests of that cell provoke all of them again and compare. Nothing is written outside
the job, no file is left half-written, and no message is a traceback.
"""


def page() -> str:
    """Provoke every fault and return the text of the page."""
    chapters = (f"\n## {name}\n\n{HEAD}{_rows(faults)}" for name, faults in CHAPTERS.items())
    return INTRODUCTION + "".join(chapters)


def _rows(faults: tuple[Fault, ...]) -> str:
    return "".join(row(fault, provoke(fault)) + "\n" for fault in faults)
