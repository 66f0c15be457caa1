"""`python imported.py MODULE...`: import them here, print what that took as JSON.

Run by path in the interpreter of an environment, which has none of our tools.
"""

import importlib
import json
import sys
import time
from pathlib import Path

KIB = 1024


def main(modules: "list[str]") -> None:
    """Print the seconds of CPU of importing `modules`, and the largest resident size in bytes.

    The size is read from /proc (Linux): getrusage would count the process that started this one.
    """
    started = time.process_time()
    for module in modules:
        importlib.import_module(module)
    seconds = time.process_time() - started
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    peak = next(int(line.split()[1]) * KIB for line in lines if line.startswith("VmHWM"))
    json.dump({"seconds": seconds, "bytes": peak}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
