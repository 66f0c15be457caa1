"""Imports one module in a fresh interpreter and reports on a pipe. Uses only the interpreter.

Run as `python -I -B child.py SITE MODULE FD`. Nothing is imported before the module is, so that
a submodule of the standard library is bound only where real code has imported it.
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


def main() -> None:
    """Import the module and write `{}` or what was raised, as JSON."""
    site, module, descriptor = sys.argv[1:]
    sys.argv[1:] = []
    sys.path.append(site)
    report: dict[str, object] = {}
    try:
        __import__(module)
    except BaseException as error:  # noqa: BLE001 - any exception is an outcome
        report = _outcome(error, site)
    import json
    import os

    os.write(int(descriptor), json.dumps(report).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
