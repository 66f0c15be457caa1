"""What the machine knows of built-in and standard-library functions.

Only functions that can decide whether an import happens or succeeds are here.
"""

from __future__ import annotations

import os.path
import posixpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from standards_lint.simulate import (
    built_in,
    callbacks,
    constants,
    containers,
    contexts,
    iteration,
    judging,
    lazy,
    methods,
    operations,
    paths,
    search,
)
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.judging import SKIPPED, is_subclass
from standards_lint.simulate.names import put
from standards_lint.simulate.values import (
    External,
    FunctionValue,
    GeneratorValue,
    Raised,
    Unknown,
    Value,
    Version,
    failure,
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
    found = m.lookup_module(name)
    if found.state == "absent":
        m.process.note(found.kind, found.missing or name)
        return None
    return External(f"{name}.spec")


def _version(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else keywords.get("distribution_name")
    if not isinstance(name, str):
        return Unknown("importlib.metadata.version")
    return _distribution_version(m, frame, name, constants.PackageNotFoundError)


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


def _getenv(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else None
    default = args[1] if len(args) > 1 else keywords.get("default")
    if not isinstance(name, str):
        return Unknown("os.getenv")
    return constants.environment(m).get(name, default)


def _path(function: Callable[..., str]) -> Handler:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        texts = [paths.spelled(arg) for arg in args]
        if args and all(isinstance(text, str) for text in texts):
            return function(*texts)
        return operations.doubt(*args)

    return run


def _add_folder(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    search.add(m, args[:1])
    return Unknown("site.addsitedir")


def _same(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("a decorator")


def _caching(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and isinstance(args[0], FunctionValue):
        args[0].cached = True
        return args[0]
    return External("functools.lru_cache()", is_result=True)


def _wraps(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return External("functools.wraps()", is_result=True)


def _attach(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    named = dict(zip(("package_name", "submodules", "submod_attrs"), args, strict=False))
    named.update(keywords)
    package = named.get("package_name")
    if not isinstance(package, str):
        return Unknown("lazy_loader.attach", outside=False)
    submodules = containers.elements(m, frame, named.get("submodules") or ())
    attributes = named.get("submod_attrs")
    table = attributes if isinstance(attributes, dict) else {}
    return lazy.attach(m, package, submodules or (), table)


def _attach_stub(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    package = args[0] if args else keywords.get("package_name")
    if not isinstance(package, str):
        return Unknown("lazy_loader.attach_stub", outside=False)
    return lazy.attach_stub(m, package)


def _lazy_importer(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    named = dict(zip(("name", "module_file", "import_structure"), args, strict=False))
    named.update(keywords)
    package, table = named.get("name"), named.get("import_structure")
    if isinstance(package, str) and isinstance(table, dict):
        return lazy.importer(m, frame, package, table)
    return Unknown("lazy_imports.LazyImporter", outside=False)


def _lazy_load(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    name = args[0] if args else keywords.get("fullname")
    eager = keywords.get("error_on_import")
    if isinstance(name, str) and eager is not True:
        return lazy.LazyModule(name)
    return m.imports.load_from(m, frame, name) if isinstance(name, str) else Unknown("lazy.load")


def _public(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`public.public` (atpublic): names given as keywords are bound in the module that calls."""
    for name, value in keywords.items():
        if name != "*":
            put(m, frame.globals_, name, value)
    return args[0] if args else Unknown("public.public")


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
    judging.judge(m, frame, raised)
    raise raised


def _exit(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    raised = failure(SystemExit, "exit", None, "", (frame.step(),))
    raised.value.argument = args[0] if args else None
    judging.judge(m, frame, raised)
    raise raised


def _reload(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("reload")


def _system(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    m.process.note("platform", "platform.system()")
    return constants.system(m)


def _run_coroutine(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    if args and isinstance(args[0], GeneratorValue):
        m.calls.run_generator(m, frame, args[0], lambda _: None)
    return Unknown("the result of a coroutine")


def _of_modules(name: str) -> Handler:
    return lambda m, frame, args, keywords: methods.of_modules(m, frame, name, args, keywords)


def _fixed(value: Callable[[Machine], Any]) -> Handler:
    return lambda m, frame, args, keywords: value(m)


TABLE: dict[str, Handler] = {
    **built_in.TABLE,
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
    **callbacks.TABLE,
    **iteration.TABLE,
    "builtins.exit": _exit,
    "builtins.quit": _exit,
    "sys.exit": _exit,
    **contexts.TABLE,
    "contextlib.contextmanager": _same,
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
    "os.fspath": _path(lambda path: path),
    "pathlib.Path": paths.make,
    "pathlib.PurePath": paths.make,
    "asyncio.run": _run_coroutine,
    "platform.system": _system,
    "platform.machine": _fixed(constants.machine),
    "platform.python_implementation": _fixed(lambda m: "CPython"),
    "platform.python_version": _fixed(lambda m: ".".join(map(str, constants.version_info(m)[:3]))),
    "site.addsitedir": _add_folder,
    "sys.modules.get": _of_modules("get"),
    "sys.modules.pop": _of_modules("pop"),
    "sys.modules.setdefault": _of_modules("setdefault"),
    "sys.modules.update": _of_modules("update"),
    "pytest.importorskip": _import_or_skip,
    "pytest.skip": _skip,
    "public.public": _public,
    "lazy_loader.attach": _attach,
    "lazy_loader.attach_stub": _attach_stub,
    "lazy_loader.load": _lazy_load,
    "lazy_imports.LazyImporter": _lazy_importer,
}
