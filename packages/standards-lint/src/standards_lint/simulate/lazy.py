"""Names that are fetched only when somebody asks: PEP 562, PEP 810, lazy_loader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from standards_lint import facts
from standards_lint.simulate.frames import ANYWHERE, Fetch, Frame
from standards_lint.simulate.machine import GiveUp
from standards_lint.simulate.names import put, space
from standards_lint.simulate.values import (
    ABSENT,
    ClassValue,
    Dict,
    External,
    Instance,
    Module,
    Native,
    Raised,
    Unknown,
    Value,
    failure,
)

if TYPE_CHECKING:
    from standards_lint.model import Kind
    from standards_lint.simulate.machine import Machine


class Deferred:
    """A name bound by `lazy import module` or `lazy from module import name`.

    `parts` says how many parts of the module's name an import without `name` stands for: one for
    `lazy import a.b`, which binds `a`, all for `lazy import a.b as c`.
    """

    __slots__ = ("module", "name", "parts")

    def __init__(self, module: str, name: str | None, parts: int = 0) -> None:
        self.module = module
        self.name = name
        self.parts = parts


class LazyModule:
    """A module object that loads `module` on the first attribute access."""

    __slots__ = ("module",)

    def __init__(self, module: str) -> None:
        self.module = module


def resolve(m: Machine, frame: Frame, value: Deferred) -> Value:
    """Carries out a lazy import.

    Raises:
        Raised: what the import raises.
    """
    if value.name is not None:
        module = m.imports.load_from(m, frame, value.module)
        return m.imports.fetch(m, frame, module, value.module, value.name)
    parts = value.module.split(".")
    module = m.imports.load_from(m, frame, ".".join(parts[: value.parts]))
    if isinstance(module, Module) and value.parts < len(parts):
        _publish(m, module, value, parts[value.parts])
    return module


def _publish(m: Machine, package: Module, value: Deferred, name: str) -> None:
    """Puts the next part of a lazily imported name on its package, where it waits in turn."""
    if name not in package.ns and m.code.find(f"{package.name}.{name}") is not None:
        put(m, package.ns, name, Deferred(value.module, None, value.parts + 1))


def attribute(m: Machine, frame: Frame, value: LazyModule, name: str) -> Value:
    """An attribute of a module that loads on first use."""
    if name.startswith("__"):
        return Unknown(f"{value.module}.{name}")
    return m.attribute(frame, m.imports.load_from(m, frame, value.module), name)


def through_getter(m: Machine, frame: Frame, owner: Value, getter: Value, name: str) -> Value:
    """The attribute that a first-party `__getattr__` makes, ABSENT if it refuses.

    Where the getter's table is out of reach (read from files, say), the attribute is looked for
    among the definitions of the package's own submodules. A getter for which that was so is
    followed only up to the first condition that nobody can decide.
    """
    process = m.process
    pending = len(process.pending)
    is_opaque = id(owner) in m.opaque_getters
    home = _home(m, owner, name) if is_opaque else None
    try:
        with _fetching(m, owner, name):
            value = (
                m.call(frame, getter, [name]) if home is None else _tried(m, frame, getter, name)
            )
    except Raised as raised:
        if raised.judged or raised.value.cls is not AttributeError:
            raise
        return ABSENT
    undecided = len(process.pending) > pending
    if isinstance(value, Unknown) or undecided:
        del process.pending[pending:]
        m.opaque_getters[id(owner)] = owner
        if isinstance(owner, Module) and isinstance(owner.ns.get(name), Unknown):
            put(m, owner.ns, name, ABSENT)
        home = home if is_opaque else _home(m, owner, name)
        return _from_definition(m, frame, home, name) if home else _assumed(m, owner, name)
    return value


@contextmanager
def _fetching(m: Machine, owner: Value, name: str) -> Iterator[None]:
    """Takes back that the getter stores what it fetches under the name it is asked for.

    Whoever asks next gets the same from it, and loads what that takes, as if nobody had before.
    """
    namespace = space(owner)
    if namespace.journal is None:
        yield
        return
    fetch = Fetch(namespace, name)
    m.process.fetches.append(fetch)
    try:
        yield
    finally:
        m.process.fetches.remove(fetch)
        if fetch.is_stored:
            dict.pop(namespace, name, None)


def _tried(m: Machine, frame: Frame, getter: Value, name: str) -> Value:
    """What a getter gives if it decides that, else something unknown."""
    process = m.process
    tries, process.tries = process.tries, True
    try:
        return m.call(frame, getter, [name])
    except GiveUp as end:
        if end.frame is not None:
            raise
        return end.why
    finally:
        process.tries = tries


class _Home(NamedTuple):
    """The module that an attribute of a lazy package is, or that defines it."""

    module: str
    is_itself: bool


def _home(m: Machine, owner: Value, name: str) -> _Home | None:
    package = _package_of(m, owner)
    if package is None:
        return None
    if m.code.find(f"{package}.{name}") is not None:
        return _Home(f"{package}.{name}", is_itself=True)
    tabled = _tabled_home(m, owner, package, name)
    if tabled is not None:
        return _Home(tabled, is_itself=False)
    m.process.order.append(ANYWHERE + name)
    homes = _homes(m, package, name)
    return _Home(homes[0], is_itself=False) if len(homes) == 1 else None


def _assumed(m: Machine, owner: Value, name: str) -> Unknown:
    package = _package_of(m, owner)
    if package is None:
        return Unknown(f"lazy attribute {name}")
    m.process.assumes.add(f"{package}.{name} can be fetched lazily")
    return Unknown(f"{package}.{name}")


def _from_definition(m: Machine, frame: Frame, home: _Home, name: str) -> Value:
    module = m.imports.load_from(m, frame, home.module)
    if home.is_itself:
        return module
    value = m.attributes.find(m, frame, module, name)
    return value if value is not ABSENT else Unknown(name)


def _tabled_home(m: Machine, owner: Value, package: str, name: str) -> str | None:
    """The submodule that a table of the lazy module (submodule to names) lists the name under."""
    namespace = space(owner)
    if isinstance(owner, Module):
        m.sight.exposed.add(owner.name)
    # Which other attributes there are does not matter.
    for table in dict.values(namespace):
        if not isinstance(table, dict):
            continue
        for key, names in table.items():
            if isinstance(key, str) and isinstance(names, (list, tuple)) and name in names:
                module = f"{package}.{key}"
                if m.code.find(module) is not None:
                    return module
    return None


def _package_of(m: Machine, owner: Value) -> str | None:
    if isinstance(owner, Module):
        return owner.name
    known = m.package_names.get(id(owner))
    if known is not None:
        return known
    for name, value in m.process.modules.items():
        if value is owner:
            m.package_names[id(owner)] = name
            return name
    name = owner.attrs.get("__name__") if isinstance(owner, Instance) else None
    return name if isinstance(name, str) else None


def _homes(m: Machine, package: str, name: str) -> Sequence[str]:
    """The modules directly below a package that define a name at their top level, or all below."""
    key = (package, name)
    found = m.homes.get(key)
    if found is None:
        below = [other for other in m.code.definers(name) if other.startswith(f"{package}.")]
        near = [other for other in below if other.rpartition(".")[0] == package]
        found = m.homes[key] = _defining(m, near, name) or _defining(m, below, name)
    return found


def _defining(m: Machine, modules: Sequence[str], name: str) -> list[str]:
    return [module for module in modules if name in facts.definitions(m.facts(module).body)]


def attach(
    m: Machine, package: str, submodules: Sequence[Value], attributes: Mapping[Value, Value]
) -> Value:
    """What `lazy_loader.attach` returns: `__getattr__`, `__dir__` and `__all__`."""
    homes = {
        name: f"{package}.{module}"
        for module, names in attributes.items()
        if isinstance(names, (list, tuple))
        for name in names
    }
    known = {name for name in submodules if isinstance(name, str)}

    def fetch(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        name = args[-1]
        if name in homes:
            module = m.imports.load_from(m, frame, homes[name])
            value = m.attributes.find(m, frame, module, name)
            return value if value is not ABSENT else Unknown(str(name), outside=True)
        if name in known:
            return m.imports.load_from(m, frame, f"{package}.{name}")
        raise failure(AttributeError, f"no {name} attribute", None, "", (frame.step(),))

    public = sorted(known | {name for name in homes if isinstance(name, str)})
    return (Native("__getattr__", fetch), External("lazy_loader.dir"), m.calls.new_list(public))


def importer(m: Machine, frame: Frame, package: str, table: Mapping[Value, Value]) -> Value:
    """The module object that `lazy_imports.LazyImporter` makes of submodules and their names."""
    getter, _, _ = attach(m, package, tuple(table), table)
    names = Dict({"__getattr__": getter})
    cls = ClassValue("LazyImporter", frame.module, (External("types.ModuleType"),), names)
    value = Instance(cls)
    value.attrs["__name__"] = package
    return value


def attach_stub(m: Machine, package: str) -> Value:
    """What `lazy_loader.attach_stub` returns, by the imports of the `.pyi` file."""
    stub = m.code.stub(package)
    if stub is None:
        return Unknown("lazy_loader.attach_stub", outside=False)
    submodules: list[Value] = []
    attributes: dict[Value, Value] = {}
    for statement in stub.body:
        if isinstance(statement, facts.ImportFrom) and statement.level == 1:
            names = [name for name, _ in statement.names]
            if statement.module:
                attributes.setdefault(statement.module, []).extend(names)
            else:
                submodules += names
    return attach(m, package, submodules, attributes)


def why_unbound(m: Machine, frame: Frame, name: str) -> tuple[Kind, str] | None:
    """What the environment lacks that explains why a module's name is unbound."""
    if m.code.find(frame.module.name) is None:
        return None
    fallback: tuple[Kind, str] | None = None
    for statement in _every_import(m.facts(frame.module.name).body):
        lacks = _lacks(m, frame, statement)
        if lacks is None:
            continue
        if any((alias or full.partition(".")[0]) == name for full, alias in statement.names):
            return lacks
        fallback = fallback or lacks
    return fallback


def _lacks(
    m: Machine, frame: Frame, statement: facts.Import | facts.ImportFrom
) -> tuple[Kind, str] | None:
    if isinstance(statement, facts.Import):
        modules = [name for name, _ in statement.names]
    elif statement.level == 0:
        modules = [statement.module]
    else:
        package = frame.globals_.get("__package__") or ""
        parts = str(package).split(".")
        base = ".".join(parts[: len(parts) - statement.level + 1])
        modules = [f"{base}.{statement.module}" if statement.module else base]
    for module in modules:
        memo = m.memos.get(module)
        if memo is not None and module in m.process.order:
            error = memo.error
            if error is not None and error.kind is not None:
                return error.kind, error.missing
        elif m.code.find(module) is None and m.code.find(module.partition(".")[0]) is None:
            found = m.lookup(module)
            if found.state == "absent":
                return found.kind, found.missing or module
    return None


def _every_import(
    block: Sequence[facts.Stmt],
) -> Iterator[facts.Import | facts.ImportFrom]:
    for statement in block:
        if isinstance(statement, (facts.Import, facts.ImportFrom)):
            yield statement
        for part in ("body", "orelse", "final"):
            yield from _every_import(getattr(statement, part, ()))
        for handler in getattr(statement, "handlers", ()):
            yield from _every_import(handler.body)
