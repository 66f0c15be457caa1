"""Resolve every lock of this folder again with uv: `make locks`.

`NAME.in` becomes `NAME.txt` with hashes, for every platform and Python that the projects support.
Where an `excludes.txt` lies beside it, the distributions it names stay out of the resolution.
`lowest.in` is resolved to the oldest releases that it and the pipeline allow directly.
"""

import subprocess
import sys
from pathlib import Path

ENVS = Path(__file__).parent
PIPELINE = ENVS.parent / "packages" / "pipeline" / "pyproject.toml"
COMPILE = (
    "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make locks",
)  # fmt: skip


def pinned(lock: Path) -> list[str]:
    """Return the distribution names that a lock pins."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line.partition("==")[0] for line in lines if "==" in line and line[0].isalnum()]


def compile_lock(source: Path, options: list[str], *more: Path) -> None:
    """Resolve one `.in` file, together with `more`, into the `.txt` beside it."""
    target = source.with_suffix(".txt")
    print(f"resolving {target}", file=sys.stderr)
    sources = [str(path) for path in (source, *more)]
    command = [*COMPILE, *options, *sources, "--output-file", str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def lock_environment(folder: Path, options: list[str]) -> None:
    """Resolve an environment's lock, then the lock of what its tests need on top."""
    excludes = folder / "excludes.txt"
    runtime = [*options, "--excludes", str(excludes)] if excludes.exists() else options
    compile_lock(folder / "requirements.in", runtime)
    on_top = [f"--no-emit-package={name}" for name in pinned(folder / "requirements.txt")]
    compile_lock(folder / "test.in", [*options, *on_top])
    lowest = folder / "lowest.in"
    if lowest.exists():
        compile_lock(lowest, [*options, "--resolution", "lowest-direct"], PIPELINE)


def main(options: list[str]) -> int:
    """Resolve all locks; `options` go to uv, for example `--upgrade`."""
    try:
        for source in sorted(ENVS.glob("*/requirements.in")):
            lock_environment(source.parent, options)
        for source in sorted(ENVS.glob("tools/*.in")):
            compile_lock(source, options)
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
