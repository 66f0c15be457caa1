"""Imports modules for real, each in a fork that has imported nothing else.

`python -I importer.py` reads a request a line (JSON) from standard input and answers each on
standard output with a line: `{}`, or what the import raised.
"""

import sys

SECONDS = 20


def _outcome(error: BaseException) -> dict[str, str]:
    missing = getattr(error, "name", None) if isinstance(error, ImportError) else None
    return {"raises": type(error).__name__, "message": str(error), "missing": missing or ""}


def _import(request: dict, library: list[str]) -> dict[str, str]:
    import os

    os.environ.clear()
    os.environ.update(request["variables"])
    os.chdir(request["folder"])
    sys.path[:] = [*request["path"], *library]
    sys.path_importer_cache.clear()
    sys.dont_write_bytecode = True
    try:
        __import__(request["module"])
    except BaseException as error:  # noqa: BLE001 - any exception is an outcome
        return _outcome(error)
    return {}


def _answer(request: dict, library: list[str]) -> str:
    import json
    import os
    import signal

    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.write(writing, json.dumps(_import(request, library)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    status = os.waitpid(child, 0)[1]
    return answer or json.dumps({"raises": "Crash", "message": f"wait status {status}"})


def main() -> None:
    """Serves requests until standard input ends."""
    import json

    library = [path for path in sys.path if "site-packages" not in path]
    keep = [finder for finder in sys.meta_path if finder.__module__.startswith("_frozen")]
    keep += [finder for finder in sys.meta_path if getattr(finder, "__name__", "") == "PathFinder"]
    sys.meta_path[:] = [f for f in sys.meta_path if f in keep]
    for line in sys.stdin:
        print(_answer(json.loads(line), library), flush=True)  # noqa: T201 - the protocol


if __name__ == "__main__":
    main()
