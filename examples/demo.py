"""The tour of both packages that `make demo` gives; it fails where a step does not do its part."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

ROOT = Path(__file__).resolve().parents[1]
SPEECH = Path("examples/speech")
OUT = Path("build/demo")
console = Console(soft_wrap=True, highlight=False)


def run(title: str, command: str, expected: int = 0) -> str:
    """Show a title and a command, run it, and return what it printed.

    Raises:
        SystemExit: it ended with another exit code than expected.
    """
    console.print()
    console.print(Rule(title, align="left"))
    console.print(f"$ {command}", style="bold", markup=False)
    done = subprocess.run(shlex.split(command), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != expected:
        console.print(done.stdout, markup=False)
        sys.exit(f"demo: the exit code was {done.returncode}, {expected} was expected")
    return done.stdout.rstrip()


def transcribe() -> None:
    """Recognise the shipped readings offline, show text and subtitles, count the errors."""
    recordings = shlex.join(str(path) for path in sorted(SPEECH.glob("*.flac")))
    options = f"--backend embedded --formats srt,txt --out {OUT}"
    printed = run("Real speech, recognised offline", f"asr-pipeline run {options} {recordings}")
    for path in map(Path, printed.splitlines()):
        if path.suffix == ".txt":
            heard = " ".join(path.read_text(encoding="utf-8").split())
            console.print(f"\n  {heard}\n  {path.with_suffix('.srt')}", markup=False)
    errors = run("Compared with what was read", f"asr-pipeline eval {OUT} {SPEECH}")
    console.print(errors, markup=False)


def lint() -> None:
    """Find the chain that breaks the example, nothing after its repair, nothing here."""
    check = "standards-lint check --config examples/{}/standards-lint.toml"
    for title, tree, expected in (
        ("An import chain that breaks one environment", "before", 1),
        ("The same scripts after the fix", "after", 0),
    ):
        console.print(run(title, check.format(tree), expected), markup=False)
    title = "Every module of this repository in every environment"
    console.print(run(title, "standards-lint matrix"), markup=False)


if __name__ == "__main__":
    os.chdir(ROOT)
    shutil.rmtree(OUT, ignore_errors=True)
    transcribe()
    lint()
