"""The tutorial's commands, run for real: each prints what the page says it prints."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ "


def steps(page: str) -> Iterator[tuple[str, str]]:
    """The commands of a page, in order, each with what it says they print."""
    for block in BLOCK.findall(page):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = step.partition("\n")
            yield command, printed


def printed(command: str, folder: Path) -> str:
    search = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": search, "NO_COLOR": "1", "COLUMNS": "80"}
    done = subprocess.run(
        ("bash", "-c", command), cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def test_every_command_prints_what_the_tutorial_says(root: Path, tmp_path: Path) -> None:
    for name, copy in (("before", "before"), ("after", "after"), ("before", "shipped")):
        hidden = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(root / "examples" / name, tmp_path / copy, ignore=hidden)
    page = (root / "docs/tutorial.md").read_text(encoding="utf-8")
    folder = tmp_path
    commands = 0
    for command, expected in steps(page):
        commands += 1
        if command.startswith("cd "):
            folder = (folder / command.removeprefix("cd ")).resolve()
            continue
        assert printed(command, folder) == expected, command
    assert commands == page.count(f"\n{PROMPT}") > 0
