"""Imports modules and reports on a pipe what happened. Uses only the interpreter it runs in.

`python -I -B child.py SITE FD MODULE` imports one module in a fresh interpreter: nothing is
imported before it, so that a submodule of the standard library is bound only where real code has
imported it. `python -I -B child.py SITE FD --fork SECONDS PRELOAD...` imports the PRELOAD modules
once and reports `{}`, and then each module named on a line of standard input in a fork of its own.
"""

import sys

FRAMES = 8
LONGEST_MESSAGE = 2000
LONGEST_FRAME = 240


def _frame(file: str, line: int | None, source: str | None, site: str) -> str:
    return f"{file.removeprefix(site + '/')}:{line} {source}"[:LONGEST_FRAME]


def _outcome(error: BaseException, site: str) -> dict[str, object]:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[1:]
    shown = [f for f in frames if "importlib._bootstrap" not in f.filename][-FRAMES:]
    return {
        "exception": type(error).__name__,
        "message": str(error)[:LONGEST_MESSAGE],
        "missing": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "trace": [_frame(f.filename, f.lineno, f.line, site) for f in shown],
    }


def _import_and_leave(site: str, descriptor: int, module: str) -> None:
    """Import the module, write `{}` or what was raised as a line of JSON, and exit."""
    report: dict[str, object] = {}
    try:
        __import__(module)
    except BaseException as error:  # noqa: BLE001 - any exception is an outcome
        report = _outcome(error, site)
    import json
    import os

    os.write(descriptor, json.dumps(report).encode() + b"\n")
    os._exit(0)


def _fork_for_each(site: str, descriptor: int, seconds: int, preload: list[str]) -> None:
    """Serve modules from standard input; one that dies or lasts too long is reported as such."""
    import os
    import signal

    for module in preload:
        __import__(module)
    os.write(descriptor, b"{}\n")
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            os.setsid()
            signal.alarm(seconds)
            _import_and_leave(site, descriptor, line.strip())
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status:
            kind = "Timeout" if status == -signal.SIGALRM else "Crash"
            os.write(descriptor, f'{{"exception": "{kind}", "message": "{status}"}}\n'.encode())


def main() -> None:
    """Do what the command line says."""
    site, descriptor, *rest = sys.argv[1:]
    sys.argv[1:] = []
    sys.path.append(site)
    if rest[0] == "--fork":
        _fork_for_each(site, int(descriptor), int(rest[1]), rest[2:])
    else:
        _import_and_leave(site, int(descriptor), rest[0])


if __name__ == "__main__":
    main()
