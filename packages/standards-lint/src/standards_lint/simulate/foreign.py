"""Attributes of the standard library and of third parties."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING

from standards_lint.simulate import constants
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import ABSENT, External, Value, Version, failure

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_BUILTIN_TYPES = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and (issubclass(value, BaseException) or name in constants.TYPES)
}
# As in `django.VERSION`, `lxml.etree.LXML_VERSION` and `ssl.OPENSSL_VERSION_INFO`.
_VERSION = re.compile(r"(?:[A-Z]\w*_)?VERSION(?:_INFO)?|__version_info__|(?:\w+_)?version_info")


def attribute_or_fail(m: Machine, frame: Frame, value: External, name: str) -> Value:
    """An attribute of foreign code; a name known not to be there raises AttributeError."""
    if (
        value.is_module
        and m.code.find(value.name) is None
        and not m.around.has_name(value.name, name)
    ):
        dotted = f"{value.name}.{name}"
        if dotted not in m.process.modules:
            m.process.miss(dotted)
            text = f"module '{value.name}' has no attribute '{name}'"
            raise failure(AttributeError, text, "name", dotted, (frame.step(),))
    return attribute(m, value, name)


def attribute(m: Machine, value: External, name: str) -> Value:
    """An attribute of foreign code, as a plain value where it is known."""
    key = (value.name, name, value.is_module, value.is_result)
    made = m.foreign.get(key)
    if made is not None and made.name not in m.process.modules:
        return made
    dotted = f"{value.name}.{name}"
    known = constants.lookup(m, dotted)
    if known is not ABSENT:
        return known
    loaded = m.process.modules.get(dotted, ABSENT)
    if dotted in m.process.sequences and loaded is not ABSENT:
        m.process.touch(dotted)
        return loaded
    if isinstance(loaded, External):
        return loaded
    if value.name.endswith(".__spec__") and name in ("parent", "name"):
        return _of_spec(m, value.name.removesuffix(".__spec__"), name)
    if _tells_version(value, name) and m.code.find(value.name) is None:
        return Version(value.name)
    if value.name == "builtins" and name in _BUILTIN_TYPES:
        return _BUILTIN_TYPES[name]
    made = m.foreign[key] = External(dotted, is_result=value.is_result)
    return made


def _tells_version(value: External, name: str) -> bool:
    return name == "__version__" or (value.is_module and _VERSION.fullmatch(name) is not None)


def _of_spec(m: Machine, module: str, name: str) -> Value:
    """`__spec__.name` and `__spec__.parent` (importlib.machinery.ModuleSpec)."""
    found = m.code.find(module)
    is_package = found is not None and found.kind in ("package", "namespace")
    return module if name == "name" or is_package else module.rpartition(".")[0]
