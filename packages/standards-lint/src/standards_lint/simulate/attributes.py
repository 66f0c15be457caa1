"""Names and attributes: where a load looks, and what it finds."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from standards_lint.simulate import (
    constants,
    descriptors,
    foreign,
    lazy,
    metaclasses,
    modules,
    names,
    paths,
    search,
    special,
)
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    ExceptionValue,
    External,
    Fallback,
    FunctionValue,
    Instance,
    Marked,
    Method,
    Module,
    Native,
    Raised,
    Super,
    Unknown,
    Value,
    Version,
    failure,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# What modules have that is not followed.
_OF_MODULES = frozenset(dir(ModuleType)) | frozenset(
    "__annotate__ __annotations__ __cached__ __conditional_annotations__ __path__ "
    "__warningregistry__".split()
)
_BUILTINS_MODULE = External("builtins")
_BUILTINS = frozenset(vars(builtins)) | constants.LATER_BUILTINS


def load_name(m: Machine, frame: Frame, name: str) -> Value:
    """The value of a name in this scope.

    Raises:
        Raised: NameError.
    """
    m.sight.names.add(name)
    value = find_name(frame, name)
    if isinstance(value, lazy.Deferred):
        value = lazy.resolve(m, frame, value)
        names.put(m, frame.ns if name in frame.ns else frame.module.ns, name, value)
    if value is ABSENT and frame.module.is_package:
        value = _submodule(m, frame.module, name)
    if value is not ABSENT:
        return value
    if name in _BUILTINS and constants.has_builtin(m, name):
        return foreign.attribute(m, _BUILTINS_MODULE, name)
    if frame.globals_.loose or frame.ns.loose or m.is_exhausted():
        return Unknown(name)
    if name in frame.local_names:
        return Unknown(f"{name}, which may be unbound")
    cause = lazy.why_unbound(m, frame, name)
    kind, missing = cause or ("name", f"{frame.module.name}.{name}")
    text = f"name '{name}' is not defined"
    raise failure(NameError, text, kind, missing, (frame.step(),))


def find_name(frame: Frame, name: str) -> Value:
    """What this scope and those around it bind a name to, or ABSENT."""
    value = frame.ns.get(name, ABSENT)
    if value is not ABSENT:
        return value
    closure = frame.closure
    while closure is not None:
        if closure.function is not None:
            value = closure.ns.look_up(name)
            if value is not ABSENT:
                return value
        closure = closure.closure
    space = frame.globals_
    return space.look_up(name) if space.later else space.get(name, ABSENT)


def get(m: Machine, frame: Frame, value: Value, name: str) -> Value:
    """The attribute of a value.

    Raises:
        Raised: AttributeError where it follows from something that is missing.
    """
    found = find(m, frame, value, name)
    if found is not ABSENT:
        return found
    if isinstance(value, Module):
        raise _unbound_attribute(m, frame, value, name)
    if isinstance(value, Fallback):
        text = f"'NoneType' object has no attribute '{name}'"
        raise after_fallback(frame, AttributeError, text, value)
    return Unknown(f"attribute {name}")


def after_fallback(frame: Frame, cls: type, text: str, value: Fallback) -> Raised:
    """What using the None that stands in for a missing import raises."""
    cause = value.cause
    return failure(cls, text, cause.kind or "name", cause.missing, (frame.step(),))


def refuse_none(frame: Frame, value: Value, text: str, cls: type = TypeError) -> None:
    """Raises what Python does where a value must not be None, if it stands in for an import.

    Raises:
        Raised: an exception of class `cls` with this text.
    """
    if isinstance(value, Fallback):
        raise after_fallback(frame, cls, text, value)


def after_none(m: Machine, frame: Frame, cls: type, text: str) -> None:
    """Raises what using None at a place that cannot take it does, if something is missing.

    Where nothing is known to be missing the None may be an error of this analysis.

    Raises:
        Raised: an exception of this class.
    """
    process = m.process
    evidence = process.stack[-1].evidence if process.stack else []
    evidence = evidence or process.evidence
    if evidence and not (frame.globals_.loose or m.is_exhausted()):
        kind, missing = evidence[-1]
        raised = failure(cls, text, kind, missing, (frame.step(),))
        if not process.undecided:
            raise raised
        if not frame.blocks:
            process.suspect = process.suspect or raised


def _unbound_attribute(m: Machine, frame: Frame, module: Module, name: str) -> Raised:
    m.process.touch(module.name)
    dotted = f"{module.name}.{name}"
    text = f"module '{module.name}' has no attribute '{name}'"
    cause = lazy.why_unbound(m, Frame(module, module.ns), name)
    in_progress = getattr(m.process.modules.get(dotted), "running", module.running)
    kind, missing = cause or ("cycle" if in_progress else "name", dotted)
    return failure(AttributeError, text, kind, missing, (frame.step(),))


def find(m: Machine, frame: Frame, value: Value, name: str) -> Value:
    """The attribute of a value, ABSENT where it surely has none or none is known."""
    finder = _FINDERS.get(type(value))
    if finder is not None:
        return finder(m, frame, value, name)
    if isinstance(value, (str, list, dict, tuple, set, frozenset)):
        plain = getattr(value, name, ABSENT) if isinstance(value, tuple) else ABSENT
        return plain if isinstance(plain, (int, str)) else Method(value, name)
    return ABSENT


def _of_super(m: Machine, frame: Frame, value: Super, name: str) -> Value:
    found = value.owner.find(name, value.owner)
    if found is ABSENT and name == "__call__" and isinstance(value.receiver, ClassValue):
        return descriptors.instantiate_below(m, value.receiver)
    return descriptors.bound(m, frame, found, value.receiver)


def _of_function(m: Machine, frame: Frame, value: Value, name: str) -> Value:
    return Unknown(f"attribute {name} of a function")


def _of_exception(m: Machine, frame: Frame, value: ExceptionValue, name: str) -> Value:
    if name == "name" and value.cls is ModuleNotFoundError and value.raised is not None:
        return value.raised.missing
    return value.message if name == "msg" else Unknown(f"exception.{name}")


def _itself(m: Machine, frame: Frame, value: Value, name: str) -> Value:
    return value


def _of_module(m: Machine, frame: Frame, module: Module, name: str) -> Value:
    m.sight.names.add(name)
    if module.running:
        m.process.touch(module.name)
    space = module.ns
    value = space.look_up(name) if space.later else space.get(name, ABSENT)
    if value is not ABSENT:
        if isinstance(value, lazy.Deferred):
            value = lazy.resolve(m, frame, value)
            names.put(m, space, name, value)
        return value
    loaded = _submodule(m, module, name)
    if loaded is not ABSENT:
        return loaded
    if name == "__dict__":
        m.sight.exposed.add(module.name)
        return m.journal.as_table(module.ns)
    getter = module.ns.look_up("__getattr__")
    if getter is not ABSENT:
        return lazy.through_getter(m, frame, module, getter, name)
    if module.ns.loose or name in _OF_MODULES:
        return Unknown(f"{module.name}.{name}")
    return ABSENT


def _submodule(m: Machine, module: Module, name: str) -> Value:
    """The submodule that loading it has bound on a package, ABSENT where none is loaded."""
    dotted = f"{module.name}.{name}"
    loaded = m.process.modules.get(dotted, ABSENT)
    if isinstance(loaded, Module) and loaded.running:
        m.process.touch(dotted)
    elif loaded is not ABSENT and name not in module.deleted:
        memo = m.memos.get(module.name)
        always_there = memo is not None and dotted in memo.modules
        if dotted in m.process.sequences and not always_there:
            m.process.touch(dotted)
        return loaded
    if module.is_package and m.code.find(dotted) is not None:
        m.process.miss(dotted)
    return ABSENT


def _of_instance(m: Machine, frame: Frame, value: Instance, name: str) -> Value:
    found = descriptors.whole_lookup(m, frame, value, name)
    found = found if found is not ABSENT else value.attrs.get(name, ABSENT)
    if found is not ABSENT:
        return found
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return value.attrs
    found = descriptors.bound(m, frame, value.cls.find(name), value)
    if found is not ABSENT:
        return special.fetched(m, frame, found, value, value.cls)
    getter = value.cls.find("__getattr__")
    if isinstance(getter, (FunctionValue, Native)) and not name.startswith("__"):
        return lazy.through_getter(m, frame, value, Bound(getter, value), name)
    return Unknown(f"attribute {name} of {value.cls.name}")


def _of_class(m: Machine, frame: Frame, value: ClassValue, name: str) -> Value:
    found = value.find(name)
    if isinstance(found, Marked):
        return Bound(found.function, value) if found.kind == "classmethod" else found.function
    if found is not ABSENT:
        return special.fetched(m, frame, found, None, value)
    if name == "__name__":
        return value.name
    if name == "__module__":
        return value.module.name
    found = descriptors.bound(m, frame, metaclasses.find(value, name), value)
    found = found if found is not ABSENT else metaclasses.call(m, frame, value, "getattr", name)
    if found is not ABSENT:
        return found
    return ABSENT if metaclasses.surely_lacks(value, name) else Unknown(f"{value.name}.{name}")


def assign(m: Machine, frame: Frame, target: Value, name: str, value: Value) -> None:
    """Sets an attribute.

    Raises:
        Raised: AttributeError on the None that stands in for a missing import.
    """
    refuse_none(frame, target, f"'NoneType' object has no attribute '{name}'", AttributeError)
    if isinstance(target, (Module, ClassValue)):
        names.put(m, target.ns, name, value, "attribute")
    elif isinstance(target, Instance):
        descriptors.assign(m, frame, target, name, value)
    elif isinstance(target, External) and f"{target.name}.{name}" == "sys.path":
        if isinstance(value, (list, tuple)):
            search.add(m, value)
    elif isinstance(target, External) and target.is_module:
        modules.register(m, f"{target.name}.{name}", value)


def delete(m: Machine, frame: Frame, target: Value, name: str) -> None:
    """Deletes an attribute, where it is known."""
    if isinstance(target, (Module, ClassValue)):
        names.put(m, target.ns, name, ABSENT, "attribute")
        if isinstance(target, Module) and target.running:
            target.deleted.add(name)
    elif isinstance(target, Instance):
        descriptors.delete(m, frame, target, name)


def unbind(m: Machine, frame: Frame, name: str) -> None:
    """`del name`.

    Raises:
        Raised: NameError.
    """
    m.sight.names.add(name)
    namespace = names.home(frame, name)
    if name not in namespace and name not in frame.outer_names:
        if frame.function is not None:
            return
        load_name(m, frame, name)
    names.put(m, namespace, name, ABSENT)
    if namespace is frame.globals_ and frame.module.running:
        frame.module.deleted.add(name)


_FINDERS: dict[type, Callable[[Machine, Frame, Any, str], Value]] = {
    External: foreign.attribute_or_fail,
    paths.Located: paths.attribute,
    Module: _of_module,
    Instance: _of_instance,
    ClassValue: _of_class,
    Super: _of_super,
    Marked: descriptors.of_marked,
    lazy.LazyModule: lazy.attribute,
    Unknown: _itself,
    Version: _itself,
    Fallback: lambda m, frame, value, name: ABSENT,
    FunctionValue: _of_function,
    Bound: _of_function,
    ExceptionValue: _of_exception,
}
