"""Prints, as JSON, what this interpreter's own modules are called once all are imported."""

import importlib
import json
import pkgutil
import sys
import warnings

SKIPPED = {"antigravity", "this", "idlelib", "turtledemo", "lib2to3", "test"}


def load(name):
    try:
        return importlib.import_module(name)
    except Exception:  # noqa: BLE001 - modules of other platforms fail in many ways
        return None


def names():
    for top in sorted(sys.stdlib_module_names - SKIPPED):
        for found in pkgutil.walk_packages(getattr(load(top), "__path__", ()), f"{top}."):
            if not found.name.endswith("__main__"):
                load(found.name)
            yield found.name
    for name in list(sys.modules):
        if name.partition(".")[0] in sys.stdlib_module_names:
            yield name


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.write("\n" + json.dumps(sorted(set(names()))) + "\n")
