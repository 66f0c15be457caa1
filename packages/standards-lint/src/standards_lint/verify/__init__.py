"""Proves verdicts: imports modules in real interpreters and compares."""

from standards_lint.verify.collect import verify

__all__ = ["verify"]
