"""What the machine knows of built-in and standard-library functions.

Only functions that can decide whether an import happens or succeeds are here.
"""

from __future__ import annotations

import importlib.metadata
import os.path
import posixpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from standards_lint.facts import Evaluate
from standards_lint.simulate import callbacks, constants, lazy, methods, operations, special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    SKIPPED,
    ClassValue,
    Dict,
    ExceptionValue,
    External,
    Fallback,
    FunctionValue,
    Instance,
    List,
    Marked,
    Module,
    Raised,
    Super,
    Suppress,
    Unknown,
    Value,
    Version,
    failure,
    is_subclass,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

Handler = Callable[["Machine", Frame, list[Value], dict[str, Value]], Value]
_REQUIREMENT_END = " <>=!~[;"


def _import_module(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    name = args[0] if args else keywords.get("name")
    package = args[1] if len(args) > 1 else keywords.get("package")
    if not isinstance(name, str):
        return _dynamic(m, frame, "importlib.import_module", name)
    if name.startswith("."):
        if not isinstance(package, str):
            return _dynamic(m, frame, "importlib.import_module", package)
        level = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        base = ".".join(parts[: len(parts) - level + 1])
        name = f"{base}.{name.lstrip('.')}".rstrip(".")
    return m.imports.load_from(m, frame, name)


def _dynamic(m: Machine, frame: Frame, function: str, name: Value) -> Value:
    """An import whose name is out of sight makes the verdict conditional."""
    why = name.why if isinstance(name, Unknown) else "a computed name"
    raised = failure(ImportError, function, "module", why, (frame.step(),))
    m.postpone(frame, raised, Unknown(why), f"{function} of {why}")
    return Unknown("a dynamically imported module", outside=False)


def _dunder_import(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    name = args[0] if args else keywords.get("name")
    if not isinstance(name, str) or not name:
        return _dynamic(m, frame, "__import__", name)
    level = args[4] if len(args) > 4 else keywords.get("level", 0)
    wanted = args[3] if len(args) > 3 else keywords.get("fromlist", ())
    if isinstance(level, int) and level > 0:
        name = m.imports.absolute(frame, name, level)
    value = m.imports.load_from(m, frame, name)
    if isinstance(wanted, (list, tuple)) and wanted:
        for item in wanted:
            if isinstance(item, str) and item != "*":
                try:
                    m.imports.fetch(m, frame, value, name, item)
                except Raised as raised:
                    if raised.missing != f"{name}.{item}":
                        raise
        return value
    top = name.partition(".")[0]
    return m.process.modules.get(top, value)


def _find_spec(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else keywords.get("name")
    if not isinstance(name, str):
        return Unknown("importlib.util.find_spec")
    package = args[1] if len(args) > 1 else keywords.get("package")
    if name.startswith(".") and isinstance(package, str):
        name = package + name
    parent, _, _ = name.rpartition(".")
    if parent:
        m.imports.load_from(m, frame, parent)
    if m.code.find(name) is not None:
        return External(f"{name}.spec")
    found = m.lookup(name)
    if found.state == "absent":
        m.process.note(found.kind, found.missing or name)
        return None
    return External(f"{name}.spec")


def _version(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else keywords.get("distribution_name")
    if not isinstance(name, str):
        return Unknown("importlib.metadata.version")
    return _distribution_version(m, frame, name, importlib.metadata.PackageNotFoundError)


def _distribution_version(m: Machine, frame: Frame, name: str, error: Value) -> Value:
    version = _installed_version(m, name)
    if version is None:
        m.process.note("distribution", name)
        text = f"No package metadata was found for {name}"
        raise failure(error, text, "distribution", name, (frame.step(),))
    return version or Version(name)


def _installed_version(m: Machine, name: str) -> str | None:
    """The version of a distribution, "" where unknown, None where it is not installed.

    First-party code is taken to be installed under the name of its package.
    """
    spelled = re.sub(r"[-_.]+", "-", name).lower()
    version = m.around.distribution(spelled)
    if version is None and (
        spelled in m.code.installed or m.code.find(spelled.replace("-", "_")) is not None
    ):
        return ""
    return version


def _parsed_version(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """`packaging.version.parse` and its like."""
    value = args[0] if args else None
    if isinstance(value, str):
        from packaging.version import InvalidVersion, parse

        try:
            return parse(value)
        except InvalidVersion:
            return Unknown(f"version {value}")
    return value if isinstance(value, Version) else Unknown("a version")


def _distribution(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    _version(m, frame, args, keywords)
    return External("importlib.metadata.distribution()", is_result=True)


def _pkg_resources(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    name = args[0] if args else None
    if isinstance(name, str):
        for end in _REQUIREMENT_END:
            name = name.partition(end)[0]
        error = External("pkg_resources.DistributionNotFound")
        _distribution_version(m, frame, name, error)
    return External("pkg_resources.get_distribution()", is_result=True)


def _hasattr(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    target, name = (*args, None, None)[:2]
    if not isinstance(name, str):
        return Unknown("hasattr")
    try:
        found = m.attributes.find(m, frame, target, name)
    except Raised as raised:
        if is_subclass(raised.value.cls, AttributeError):
            return False
        raise
    if found is ABSENT:
        is_loose = isinstance(target, Module) and target.ns.loose
        return Unknown(f"hasattr {name}") if is_loose else False
    if isinstance(found, Unknown):
        return found
    if isinstance(target, External) and isinstance(found, External):
        return Unknown(f"whether {target.name} has {name}")
    return True


def _getattr(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    target, name = (*args, None, None)[:2]
    if not isinstance(name, str):
        return Unknown("getattr")
    try:
        found = m.attributes.find(m, frame, target, name)
    except Raised as raised:
        if len(args) > 2 and is_subclass(raised.value.cls, AttributeError):
            return args[2]
        raise
    if found is ABSENT:
        if len(args) > 2:
            return args[2]
        return m.attributes.get(m, frame, target, name)
    if len(args) > 2 and isinstance(target, External) and isinstance(found, External):
        return Unknown(found.name)
    return found


def _setattr(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 3:
        target, name, value = args
        if isinstance(name, str):
            m.attributes.assign(m, frame, target, name, value)
        elif isinstance(target, (Module, ClassValue)):
            target.ns.loose = True
    return None


def _isinstance(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    value, cls = (*args, None, None)[:2]
    classes = cls if isinstance(cls, tuple) else (cls,)
    if isinstance(value, ExceptionValue):
        return is_subclass(value.cls, classes)
    if isinstance(value, Instance) and any(isinstance(item, ClassValue) for item in classes):
        found = any(item in value.cls.mro() for item in classes)
        return found or (Unknown("isinstance") if value.cls.is_open() else False)
    if getattr(value, "is_set", False):
        return any(item in (set, frozenset) for item in classes)
    plain = (str, int, float, bool, bytes, tuple, list, dict)
    if isinstance(value, plain) and all(isinstance(item, type) for item in classes):
        return isinstance(value, classes)
    return operations.doubt(value)


def _issubclass(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 2 and all(isinstance(item, (ClassValue, type)) for item in args):
        return is_subclass(*args)
    return Unknown("issubclass")


def _len(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and (found := special.call(m, frame, args[0], "len")) is not ABSENT:
        return found
    items = operations.elements(m, frame, args[0]) if args else None
    return len(items) if items is not None else Unknown("a length")


def _quantified(wanted: bool) -> Handler:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        items = operations.elements(m, frame, args[0]) if args else None
        if items is None:
            if args and isinstance(args[0], list):
                truths = [operations.truth(m, frame, item) for item in args[0]]
                if wanted in truths:
                    return wanted
            return Unknown("any" if wanted else "all")
        truths = [operations.truth(m, frame, item) for item in items]
        if wanted in truths:
            return wanted
        unknown = next((item for item in truths if isinstance(item, Unknown)), None)
        return unknown if unknown is not None else not wanted

    return run


def _listing(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = operations.elements(m, frame, args[0]) if args else []
    if items is None:
        loose = List(args[0]) if isinstance(args[0], list) else List()
        loose.loose = True
        return loose
    return List(items)


def _sorted(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    found = _listing(m, frame, args[:1], {})
    callbacks.by_key(m, frame, found, keywords)
    if not found.loose and not keywords and all(isinstance(item, str) for item in found):
        found.sort()
    return found


def _enumerate(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    found = _listing(m, frame, args[:1], {})
    numbered = List(enumerate(found))
    numbered.loose = found.loose
    return numbered


def _zip(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    parts = [operations.elements(m, frame, arg) for arg in args]
    if any(part is None for part in parts):
        loose = List()
        loose.loose = True
        return loose
    return List(zip(*parts, strict=False))


def _map(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = operations.elements(m, frame, args[1]) if len(args) == 2 else None
    if items is None:
        return operations.doubt(*args)
    return List([m.call(frame, args[0], [item]) for item in items])


def _range(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and all(isinstance(arg, int) for arg in args):
        try:
            return range(*args)
        except (TypeError, ValueError):
            return Unknown("range")
    return operations.doubt(*args)


def _globals(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return frame.globals_


def _locals(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return frame.ns


def _vars(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if not args:
        return frame.ns
    if isinstance(args[0], (Module, ClassValue)):
        return args[0].ns
    return args[0].attrs if isinstance(args[0], Instance) else Unknown("vars")


def _dir(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if not args:
        return List(sorted(name for name in frame.ns if isinstance(name, str)))
    if isinstance(args[0], Module) and not args[0].ns.loose:
        return List(sorted(name for name in args[0].ns if isinstance(name, str)))
    return Unknown("dir")


def _callable(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and isinstance(args[0], (FunctionValue, ClassValue, type)):
        return True
    return operations.doubt(*args)


def _super(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    owner = frame.function.owner if frame.function is not None else None
    receiver = next(iter(frame.ns.values()), None)
    return Super(owner, receiver) if owner is not None else Unknown("super()")


def _type(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 1 and isinstance(args[0], Instance):
        return args[0].cls
    if len(args) == 3 and isinstance(args[0], str) and isinstance(args[1], tuple):
        namespace = args[2] if isinstance(args[2], Dict) else Dict()
        return ClassValue(args[0], frame.module, args[1], namespace)
    return operations.doubt(*args)


def _exec(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    source = args[0] if args else None
    block = m.code.snippet(source) if isinstance(source, str) else None
    if block is None:
        target = args[1] if len(args) > 1 and isinstance(args[1], Dict) else frame.ns
        target.loose = True
        return None
    m.run(frame, block)
    return None


def _eval(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    source = args[0] if args else None
    block = m.code.snippet(source.strip()) if isinstance(source, str) else None
    if block is None or len(block) != 1 or not isinstance(block[0], Evaluate):
        return Unknown("eval")
    return m.value(frame, block[0].value)


def _next(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = operations.elements(m, frame, args[0]) if args else None
    if items:
        return items[0]
    return args[1] if items is not None and len(args) > 1 else Unknown("next()")


def _marked(kind: str) -> Handler:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        return Marked(kind, args[0]) if args else Unknown(kind)

    return run


def _suppress(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return Suppress(tuple(args))


def _getenv(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else None
    default = args[1] if len(args) > 1 else keywords.get("default")
    if not isinstance(name, str):
        return Unknown("os.getenv")
    return constants.environment(m).get(name, default)


def _path(function: Callable[..., str]) -> Handler:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        if args and all(isinstance(arg, str) for arg in args):
            return function(*args)
        return operations.doubt(*args)

    return run


def _same(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("a decorator")


def _caching(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and isinstance(args[0], FunctionValue):
        args[0].cached = True
        return args[0]
    return External("functools.lru_cache()", is_result=True)


def _manager(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and isinstance(args[0], FunctionValue):
        args[0].is_manager = True
    return args[0] if args else Unknown("contextmanager")


def _wraps(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return External("functools.wraps()", is_result=True)


def _attach(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    named = dict(zip(("package_name", "submodules", "submod_attrs"), args, strict=False))
    named.update(keywords)
    package = named.get("package_name")
    if not isinstance(package, str):
        return Unknown("lazy_loader.attach", outside=False)
    submodules = operations.elements(m, frame, named.get("submodules") or ())
    attributes = named.get("submod_attrs")
    table = attributes if isinstance(attributes, dict) else {}
    return lazy.attach(m, package, submodules or (), table)


def _attach_stub(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    package = args[0] if args else keywords.get("package_name")
    if not isinstance(package, str):
        return Unknown("lazy_loader.attach_stub", outside=False)
    return lazy.attach_stub(m, package)


def _lazy_load(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else keywords.get("fullname")
    eager = keywords.get("error_on_import")
    if isinstance(name, str) and eager is not True:
        return lazy.LazyModule(name)
    return m.imports.load_from(m, frame, name) if isinstance(name, str) else Unknown("lazy.load")


def _import_or_skip(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """`pytest.importorskip`: what is absent ends the module with `Skipped`."""
    name = args[0] if args else keywords.get("modname")
    if not isinstance(name, str):
        return _dynamic(m, frame, "pytest.importorskip", name)
    try:
        return m.imports.load_from(m, frame, name)
    except Raised as raised:
        if not is_subclass(raised.value.cls, ImportError):
            raise
        skipped = failure(SKIPPED, f"could not import {name}", raised.kind, raised.missing)
        skipped.chain = raised.chain
        raise skipped from None


def _skip(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    raised = failure(SKIPPED, "skipped", None, "", (frame.step(),))
    operations.judge(m, frame, raised)
    raise raised


def _exit(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    raised = failure(SystemExit, "exit", None, "", (frame.step(),))
    operations.judge(m, frame, raised)
    raise raised


def _reload(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("reload")


def _system(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    m.process.note("platform", "platform.system()")
    return constants.system(m)


def _of_modules(name: str) -> Handler:
    return lambda m, frame, args, keywords: methods.of_modules(m, frame, name, args, keywords)


def _fixed(value: Callable[[Machine], Any]) -> Handler:
    return lambda m, frame, args, keywords: value(m)


TABLE: dict[str, Handler] = {
    "importlib.import_module": _import_module,
    "importlib.reload": _reload,
    "importlib.util.find_spec": _find_spec,
    "importlib.find_loader": _find_spec,
    "pkgutil.find_loader": _find_spec,
    "importlib.metadata.version": _version,
    "importlib_metadata.version": _version,
    "importlib.metadata.distribution": _distribution,
    "importlib_metadata.distribution": _distribution,
    "importlib.metadata.metadata": _distribution,
    "importlib_metadata.metadata": _distribution,
    "packaging.version.parse": _parsed_version,
    "packaging.version.Version": _parsed_version,
    "pkg_resources.parse_version": _parsed_version,
    "distutils.version.LooseVersion": _parsed_version,
    "pkg_resources.get_distribution": _pkg_resources,
    "pkg_resources.require": _pkg_resources,
    "builtins.__import__": _dunder_import,
    "builtins.hasattr": _hasattr,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _issubclass,
    "builtins.len": _len,
    "builtins.any": _quantified(True),
    "builtins.all": _quantified(False),
    "builtins.sorted": _sorted,
    "builtins.reversed": lambda m, f, a, k: List(reversed(_listing(m, f, a[:1], {}))),
    "builtins.iter": _listing,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.range": _range,
    "builtins.globals": _globals,
    "builtins.locals": _locals,
    "builtins.vars": _vars,
    "builtins.dir": _dir,
    "builtins.callable": _callable,
    "builtins.super": _super,
    "builtins.type": _type,
    "builtins.exec": _exec,
    "builtins.eval": _eval,
    **callbacks.TABLE,
    "builtins.next": _next,
    "builtins.property": _marked("property"),
    "builtins.staticmethod": _marked("staticmethod"),
    "builtins.classmethod": _marked("classmethod"),
    "builtins.exit": _exit,
    "builtins.quit": _exit,
    "sys.exit": _exit,
    "contextlib.suppress": _suppress,
    "contextlib.contextmanager": _manager,
    "functools.lru_cache": _caching,
    "functools.cache": _caching,
    "functools.wraps": _wraps,
    "abc.abstractmethod": _same,
    "typing.cast": lambda m, f, a, k: a[1] if len(a) > 1 else Unknown("cast"),
    "typing.overload": _same,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.path.join": _path(posixpath.join),
    "os.path.dirname": _path(os.path.dirname),
    "os.path.basename": _path(os.path.basename),
    "os.path.abspath": _path(lambda path: path),
    "os.path.realpath": _path(lambda path: path),
    "platform.system": _system,
    "platform.machine": _fixed(constants.machine),
    "platform.python_implementation": _fixed(lambda m: "CPython"),
    "platform.python_version": _fixed(lambda m: ".".join(map(str, constants.version_info(m)[:3]))),
    "sys.modules.get": _of_modules("get"),
    "sys.modules.pop": _of_modules("pop"),
    "sys.modules.setdefault": _of_modules("setdefault"),
    "sys.modules.update": _of_modules("update"),
    "pytest.importorskip": _import_or_skip,
    "pytest.skip": _skip,
    "lazy_loader.attach": _attach,
    "lazy_loader.attach_stub": _attach_stub,
    "lazy_loader.load": _lazy_load,
}

__all__ = ["TABLE", "Fallback"]
