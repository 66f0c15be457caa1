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


def step(title: str, command: str, expected: int = 0, folder: Path = Path()) -> str:
    """Show a command and what it prints; return what it printed.

    Raises:
        SystemExit: it ended with another exit code than expected.
    """
    console.print()
    console.print(Rule(title, align="left"))
    console.print(f"$ {command}", style="bold", markup=False)
    arguments = shlex.split(command)
    done = subprocess.run(arguments, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    console.print(done.stdout.rstrip(), markup=False)
    if done.returncode != expected:
        sys.exit(f"demo: the exit code was {done.returncode}, {expected} was expected")
    return done.stdout


def transcribe() -> None:
    """Recognise the shipped readings offline, show text and subtitles, count the errors."""
    recordings = shlex.join(str(path) for path in sorted(SPEECH.glob("*.flac")))
    printed = step(
        "Real speech, recognised offline; the files written are",
        f"asr-pipeline run --backend embedded --out {OUT} --formats srt,txt {recordings}",
    )
    console.print(Rule("What was heard", align="left"))
    for path in map(Path, printed.split("\n")):
        if path.suffix == ".txt":
            console.print(f"{path.stem}: {path.read_text(encoding='utf-8')}", markup=False)
    step("The word error rate against what was read", f"asr-pipeline eval {OUT} {SPEECH}")


def lint() -> None:
    """Find the chain that breaks the example, nothing after its repair, nothing here."""
    examples = Path("examples")
    before, after = examples / "before", examples / "after"
    step("An import chain that breaks one environment", "standards-lint check", 1, before)
    step("The same scripts after the fix", "standards-lint check", folder=after)
    step("Every module of this repository in every environment", "standards-lint matrix")


if __name__ == "__main__":
    os.chdir(ROOT)
    shutil.rmtree(OUT, ignore_errors=True)
    transcribe()
    lint()
