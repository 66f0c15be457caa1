"""Asks real interpreters what happens when a module is imported."""

from standards_lint.probing.importing import Asked, Outcome, Place, import_all, import_one

__all__ = ["Asked", "Outcome", "Place", "import_all", "import_one"]
