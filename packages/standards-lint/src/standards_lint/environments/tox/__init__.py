"""`tox:NAME`: what an environment of tox installs, as its configuration says; tox is not run."""

from standards_lint.environments.tox.names import is_python
from standards_lint.environments.tox.read import names, read, settings

__all__ = ["is_python", "names", "read", "settings"]
