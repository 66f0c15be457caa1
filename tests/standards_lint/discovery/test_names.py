"""The examples in the docstrings about names are true."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name", ["standards_lint.discovery.names", "standards_lint.environments.tox.names"]
)
def test_examples(name):
    result = doctest.testmod(import_module(name))
    assert (result.failed, result.attempted > 0) == (0, True)
