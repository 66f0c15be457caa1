"""Guesses the configuration of a repository that has none, and says what each guess rests on."""

from standards_lint.discovery.configuration import configuration
from standards_lint.discovery.found import Discovery, Found, Roots
from standards_lint.discovery.look import discover

__all__ = ["Discovery", "Found", "Roots", "configuration", "discover"]
