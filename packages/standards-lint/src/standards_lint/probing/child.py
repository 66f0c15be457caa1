"""Run by path in the interpreter of an environment: imports one module, tells what happened.

Syntax of Python 3.8, and nothing imported that a fresh interpreter has not loaded: a module of
the standard library is bound only where real code has imported it, and first-party code may have
one of the same name.

    python -I -B child.py REPORT MODULE ROOTS SITE [NAME...]

ROOTS are import roots, joined like the folders of PATH; they come first on `sys.path`. SITE is a
folder of installed distributions, which comes last; it may be empty. REPORT is a file that gets a
Python literal: what was raised and the name that an ImportError gives (both empty where nothing
was), the frames it came through as pairs of file and line, those of the NAMEs that cannot be
imported from the module, and what the module has where there are such.
"""

import os
import site
import sys

_FRAMES = 8
_LONGEST_MESSAGE = 2000


def _frames(error: BaseException) -> "list[tuple[str, int]]":
    """Return the innermost places, those of the import system left out."""
    found = []
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "importlib._bootstrap" not in file and file != __file__:
            found.append((file, trace.tb_lineno))
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename:
        found.append((error.filename, error.lineno or 0))
    return found[-_FRAMES:]


def _is_there(module: str, name: str) -> bool:
    """Whether `from module import name` succeeds once the module is imported."""
    try:
        if hasattr(sys.modules[module], name):
            return True
        __import__(f"{module}.{name}")
    except Exception:  # noqa: BLE001 - any exception is an outcome
        return False
    return True


def _tried(module: str, names: "list[str]") -> tuple:
    """Import the module; return what the report says."""
    try:
        __import__(module)
        lacking = [name for name in names if not _is_there(module, name)]
        return "", "", [], lacking, dir(sys.modules[module]) if lacking else []
    except BaseException as error:  # noqa: BLE001 - any exception is an outcome
        message = f"{type(error).__name__}: {error}".rstrip(": ")
        missing = getattr(error, "name", None) if isinstance(error, ImportError) else None
        return message[:_LONGEST_MESSAGE], missing or "", _frames(error), [], []


def main(report: str, module: str, roots: str, installed: str, *names: str) -> None:
    """Import the module, write the report, and leave without running what it registered."""
    sys.argv[1:] = []
    if installed:
        site.addsitedir(installed)
    sys.path[:0] = roots.split(os.pathsep) if roots else []
    said = _tried(module, list(names))
    with open(report, "w", encoding="utf-8") as out:  # noqa: PTH123 - pathlib is not loaded yet
        out.write(ascii(said))
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
