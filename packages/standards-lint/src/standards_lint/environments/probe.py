"""Run by the interpreter of an environment; prints what only it knows, as JSON.

Uses the standard library alone and syntax of Python 3.8.
"""

import json
import platform
import sys
import sysconfig
from pathlib import Path


def site_folders() -> "list[str]":
    """Return the entries of `sys.path` that are not the standard library's."""
    libraries = [Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")]
    own = {place for library in libraries for place in (library, library / "lib-dynload")}
    folders = [Path(entry) for entry in sys.path]
    return [str(path) for path in folders if path.is_dir() and path.resolve() not in own]


if __name__ == "__main__":
    json.dump(
        {
            "python": platform.python_version(),
            "platform": sys.platform,
            "machine": platform.machine(),
            "folders": site_folders(),
        },
        sys.stdout,
    )
