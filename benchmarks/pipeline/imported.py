"""`python imported.py MODULE...`: import them here, print what that took as JSON.

Run by path in the interpreter of an environment, which has none of our tools.
"""

import importlib
import json
import resource
import sys
import time

KIB = 1024


def main(modules: "list[str]") -> None:
    """Print the seconds of importing `modules` and the process's largest resident size in bytes."""
    started = time.perf_counter()
    for module in modules:
        importlib.import_module(module)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
    json.dump({"seconds": seconds, "bytes": peak}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
