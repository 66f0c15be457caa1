"""The import system: parents first, partly initialised modules, attributes on the parent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from standards_lint.facts import Import, ImportFrom
from standards_lint.simulate import extensions, foreign, lazy, modules, operations, search
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.names import bind
from standards_lint.simulate.values import (
    ABSENT,
    External,
    Instance,
    Module,
    Raised,
    Unknown,
    Value,
    failure,
)

if TYPE_CHECKING:
    from standards_lint.model import Kind
    from standards_lint.simulate.machine import Machine

# What every module has.
_EVERYWHERE = frozenset("__doc__ __name__ __package__ __loader__ __spec__ __dict__".split())


def run_import(m: Machine, frame: Frame, statement: Import) -> None:
    """`import a.b as c`."""
    for name, alias in statement.names:
        if _is_lazy(m, frame, statement, name):
            deferred = lazy.Deferred(name, None, 1 if alias is None else name.count(".") + 1)
            bind(m, frame, alias or name.partition(".")[0], deferred)
            continue
        value = load_from(m, frame, name)
        top = name.partition(".")[0]
        if top not in m.process.modules:
            # A loaded submodule may outlive its package, which the statement loads again.
            load_from(m, frame, top)
        if alias is None:
            bind(m, frame, top, m.process.modules.get(top, External(top, is_module=True)))
        else:
            bind(m, frame, alias, _along(m, frame, name, value))


def _along(m: Machine, frame: Frame, name: str, loaded: Value) -> Value:
    """What `import a.b as c` binds: `b` of `a`, whatever that is, else the loaded module `a.b`.

    Raises:
        Raised: ImportError where it is neither, since `a.b.c` may be loaded where `a.b` is not.
    """
    top, *below = _prefixes(name)
    value = m.process.modules.get(top, loaded)
    for dotted in below:
        part = dotted.rpartition(".")[2]
        if not isinstance(value, Module):
            return loaded
        m.sight.names.add(part)
        module = m.process.modules.get(dotted, ABSENT)
        if value.ns.look_up(part) is not ABSENT or module is ABSENT:
            found = m.attributes.find(m, frame, value, part)
            if found is ABSENT and value.ns.loose:
                return loaded
            if found is ABSENT:
                raise _cannot_import(frame, value.name, part)
            value = found
        else:
            value = module
    return value


def run_import_from(m: Machine, frame: Frame, statement: ImportFrom) -> None:
    """`from a.b import c as d`, relative or not."""
    base = absolute(frame, statement.module, statement.level)
    if base == "__future__":
        return
    if _is_lazy(m, frame, statement, base) and statement.names[0][0] != "*":
        for name, alias in statement.names:
            bind(m, frame, alias or name, lazy.Deferred(base, name))
        return
    module = load_from(m, frame, base)
    for name, alias in statement.names:
        if name == "*":
            import_star(m, frame, module)
        else:
            bind(m, frame, alias or name, fetch(m, frame, module, base, name))


def _is_lazy(m: Machine, frame: Frame, statement: Import | ImportFrom, module: str) -> bool:
    """Whether an import waits until its name is used (PEP 810)."""
    if m.around.python < (3, 15):
        return False
    if statement.is_lazy:
        return True
    if frame.ns is not frame.globals_ or frame.function is not None or frame.blocks:
        return False
    if m.around.variables.get("PYTHON_LAZY_IMPORTS") == "all":
        return True
    listed = frame.globals_.get("__lazy_modules__", ABSENT)
    return listed is not ABSENT and operations.contains(m, frame, listed, module) is True


def absolute(frame: Frame, module: str, level: int) -> str:
    """The absolute name of a relative import.

    Raises:
        Raised: the import reaches beyond the top-level package.
    """
    if level == 0:
        return module
    name = frame.globals_.get("__package__")
    package = name if isinstance(name, str) else ""
    parts = package.split(".") if package else []
    if len(parts) < level:
        text = "attempted relative import beyond top-level package"
        dots = "." * level + module
        raise failure(ImportError, text, "module", dots, (frame.step(),))
    parts = parts[: len(parts) - level + 1]
    return ".".join([*parts, module] if module else parts)


def load_from(m: Machine, frame: Frame, name: str) -> Value:
    """The module `name`, loaded on behalf of a statement.

    Raises:
        Raised: with the statement leading the chain.
    """
    try:
        return load(m, frame, name)
    except Raised as raised:
        raise raised.below(frame.step()) from None


def load(m: Machine, frame: Frame | None, name: str) -> Value:
    """The module `name`, after its parents.

    Raises:
        Raised: what importing it raises.
    """
    known = m.process.modules.get(name, ABSENT)
    if known is not ABSENT:
        for package in _prefixes(name)[:-1]:
            if isinstance(m.process.modules.get(package), Module):
                _loaded(m, package, m.process.modules[package])
        return _loaded(m, name, known)
    parent: Value = None
    for prefix in _prefixes(name):
        known = m.process.modules.get(prefix, ABSENT)
        if known is not ABSENT:
            parent = _loaded(m, prefix, known)
            continue
        parent = _load_one(m, frame, prefix, parent)
    return parent


@lru_cache(maxsize=4096)
def _prefixes(name: str) -> tuple[str, ...]:
    """The packages of a module, outermost first, and the module."""
    parts = name.split(".")
    return tuple(".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _loaded(m: Machine, name: str, value: Value) -> Value:
    if value is None:
        text = f"import of {name} halted; None in sys.modules"
        raise failure(ModuleNotFoundError, text, "module", name)
    if isinstance(value, Module):
        memo = m.memos.get(name)
        if value.running:
            m.process.touch_presence(name)
        elif memo is not None and memo.modules.get(name) is value:
            m.process.use(name, memo)
        elif not _comes_first(m, name, value):
            m.process.touch_loaded(name)
    return value


def _comes_first(m: Machine, name: str, value: Module) -> bool:
    """Whether a package of the module in progress has loaded `name`, whoever imports it."""
    package = m.process.stack[-1].name if m.process.stack else ""
    while package := package.rpartition(".")[0]:
        memo = m.memos.get(package)
        if memo is not None and memo.modules.get(name) is value:
            return True
    return False


def _load_one(m: Machine, frame: Frame | None, name: str, parent: Value) -> Value:
    found = m.code.find(name)
    if found is None:
        if isinstance(parent, Module) and extensions.around(m, name) is None:
            if m.code.find(parent.name).kind != "namespace":
                return _missing_submodule(m, name, parent)
            return _load_below_namespace(m, frame, name, parent)
        return _load_external(m, frame, name)
    m.process.tell(frame, f"imports {name}")
    if found.kind == "extension":
        value: Value = extensions.load(m, name, found.path)
        modules.register(m, name, value)
    else:
        value = modules.remembered(m, name) if m.process.listen is None else None
        if value is None:
            value = modules.execute(m, name, found.path, found.kind)
    modules.bind_on_parent(m, name, parent, value)
    return value


def _missing_submodule(m: Machine, name: str, parent: Module) -> Value:
    path = parent.ns.get("__path__")
    if not parent.is_package:
        text = f"No module named '{name}'; '{parent.name}' is not a package"
        raise failure(ModuleNotFoundError, text, "module", name)
    if parent.ns.get("__path__ changed") or isinstance(path, Unknown):
        m.process.assumes.add(f"{name} is found through the edited __path__ of {parent.name}")
        return External(name, is_module=True)
    raise failure(ModuleNotFoundError, f"No module named '{name}'", "module", name)


def _load_external(m: Machine, frame: Frame | None, name: str) -> Value:
    value = m.process.modules[name] = _outside(m, frame, name)
    return value


def _outside(m: Machine, frame: Frame | None, name: str) -> Value:
    """A module that has no file below the import roots under this name."""
    extension = extensions.around(m, name)
    if extension is not None:
        return extensions.submodule(m, name, extension)
    found = m.lookup_module(name)
    if found.state != "absent":
        return External(name, is_module=True)
    if search.begins(m, name):
        return search.load(m, name)
    missing = found.missing or name
    m.process.tell(frame, f"fails: no module named {missing}")
    raise failure(ModuleNotFoundError, f"No module named '{missing}'", found.kind, missing)


def _load_below_namespace(m: Machine, frame: Frame | None, name: str, parent: Module) -> Value:
    """A submodule that may lie in a part of the namespace package that is installed."""
    found = m.lookup(name)
    if found.state == "absent" and name.startswith(f"{found.missing}."):
        raise failure(ModuleNotFoundError, f"No module named '{name}'", "module", name)
    return _load_external(m, frame, name)


def fetch(m: Machine, frame: Frame, module: Value, base: str, name: str) -> Value:
    """What `from base import name` binds.

    Raises:
        Raised: ImportError where neither an attribute nor a submodule is there.
    """
    if isinstance(module, Module):
        return _fetch_first_party(m, frame, module, name)
    if isinstance(module, External):
        return _fetch_external(m, frame, module, base, name)
    if isinstance(module, (Instance, lazy.LazyModule)):
        value = m.attributes.find(m, frame, module, name)
        if value is not ABSENT:
            return value
        if m.code.find(f"{base}.{name}") is not None:
            return load_from(m, frame, f"{base}.{name}")
        if not (isinstance(module, Instance) and module.cls.is_open()):
            raise _cannot_import(frame, base, name)
    return Unknown(f"{base}.{name}")


def _fetch_first_party(m: Machine, frame: Frame, module: Module, name: str) -> Value:
    m.sight.names.add(name)
    dotted = f"{module.name}.{name}"
    is_bound = module.ns.look_up(name) is not ABSENT
    if not is_bound and isinstance(m.process.modules.get(dotted), Module):
        return load_from(m, frame, dotted)
    if not is_bound and module.ns.loose and m.code.find(dotted) is not None:
        return _perhaps_submodule(m, frame, dotted)
    value = m.attributes.find(m, frame, module, name)
    if value is not ABSENT:
        return value
    if module.is_package and m.code.find(dotted) is not None:
        return load_from(m, frame, dotted)
    if module.is_package and m.code.find(module.name).kind == "namespace":
        return load_from(m, frame, dotted)
    if module.ns.loose:
        return Unknown(dotted)
    if module.running:
        text = f"cannot import name '{name}' from partially initialized module '{module.name}'"
        raise failure(ImportError, text, "cycle", dotted, (frame.step(),))
    cause = lazy.why_unbound(m, Frame(module, module.ns), name)
    raise _cannot_import(frame, module.name, name, cause)


def _perhaps_submodule(m: Machine, frame: Frame, dotted: str) -> Value:
    """A submodule of a package that may have bound its name to something else."""
    try:
        return load_from(m, frame, dotted)
    except Raised as raised:
        why = Unknown(f"whether its package binds {dotted}")
        m.postpone(frame, raised, why)
        return why


def _cannot_import(
    frame: Frame, base: str, name: str, cause: tuple[Kind, str] | None = None
) -> Raised:
    text = f"cannot import name '{name}' from '{base}'"
    kind, missing = cause or ("name", f"{base}.{name}")
    return failure(ImportError, text, kind, missing, (frame.step(),))


def _fetch_external(m: Machine, frame: Frame, module: External, base: str, name: str) -> Value:
    dotted = f"{base}.{name}"
    is_own = m.code.find(base) is not None or extensions.around(m, base) is not None
    if is_own or name in _EVERYWHERE:
        return External(dotted)
    if dotted not in m.process.modules and not m.around.has_name(base, name):
        m.process.miss(dotted)
        raise _cannot_import(frame, base, name)
    found = m.lookup(dotted)
    if found.state != "absent":
        return foreign.attribute(m, module, name)
    if search.begins(m, base):
        return External(dotted)
    raise _cannot_import(frame, base, name, (found.kind, found.missing or dotted))


def import_star(m: Machine, frame: Frame, module: Value) -> None:
    """`from module import *`."""
    if not isinstance(module, Module):
        frame.ns.loose = True
        return
    if module.running:
        m.process.touch(module.name)
    names = module.ns.look_up("__all__")
    if names is ABSENT or names is None:
        m.sight.exposed.add(module.name)
        public = [name for name in module.ns.listed() if not name.startswith("_")]
    elif isinstance(names, (list, tuple)):
        public = [name for name in names if isinstance(name, str)]
        if len(public) != len(names) or getattr(names, "loose", False):
            m.sight.exposed.add(module.name)
            public += [name for name in module.ns.listed() if not name.startswith("_")]
            frame.ns.loose = True
    else:
        m.sight.exposed.add(module.name)
        public = module.ns.listed()
        frame.ns.loose = True
    if module.ns.loose:
        frame.ns.loose = True
    for name in public:
        bind(m, frame, name, fetch(m, frame, module, module.name, name))
