"""Prints, as JSON, the public names of the modules given as arguments, in this interpreter."""

import importlib
import json
import sys
import warnings


def public_names(module):
    try:
        return [name for name in dir(importlib.import_module(module)) if not name.startswith("_")]
    except ImportError:
        return []


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps({module: public_names(module) for module in sys.argv[1:]}) + "\n")
