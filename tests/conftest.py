"""Tests that belong to one environment are skipped, and say so, in every other."""

import os
import signal

import pytest

CELL = os.environ.get("CELL", "")


def pytest_configure(config):
    # what a shell starts in the background inherits a Ctrl-C that is ignored, and hands it on
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers", "environment(name): needs the environment NAME; runs where CELL says so"
    )


def pytest_collection_modifyitems(items):
    for item in items:
        for mark in item.iter_markers("environment"):
            (name,) = mark.args
            if name != CELL:
                reason = f"belongs to the {name} environment, this is {CELL or 'none (CELL unset)'}"
                item.add_marker(pytest.mark.skip(reason=reason))
