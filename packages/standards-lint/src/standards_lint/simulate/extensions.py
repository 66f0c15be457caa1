"""First-party extension modules, and modules that make others of which there is no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate.frames import Pending
from standards_lint.simulate.values import External, Raised, Value, failure

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# What every extension module built against the C API of NumPy holds, since `import_array()`
# imports it (numpy/__multiarray_api.h; before and since NumPy 2).
_ARRAY_API = ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath")


def load(m: Machine, name: str, path: str) -> Value:
    """An extension module.

    Raises:
        Raised: it is built for another platform or Python, or needs NumPy, which is missing.
    """
    if not _fits(m, path):
        text = f"{path} is built for another platform or Python"
        raise failure(ModuleNotFoundError, text, "platform", name)
    found = m.lookup("numpy")
    if found.state == "absent" and any(m.code.mentions(name, text) for text in _ARRAY_API):
        raise failure(ModuleNotFoundError, f"{path} imports numpy", found.kind, "numpy")
    for other in sorted(m.code.mentioned(name)):
        raised = alone(m, other)
        if raised is not None:
            m.process.pending.append(Pending(raised, f"{path} imports {other}"))
            break
    return External(name, is_module=True)


def around(m: Machine, name: str) -> str | None:
    """The module that a dotted name lies in, if it may make modules: such a name has no file.

    Extension modules do; so does what finds its own with an importer on `sys.meta_path`, as each
    copy of six does.
    """
    while name := name.rpartition(".")[0]:
        found = m.code.find(name)
        if found is not None:
            makes = found.kind == "extension" or _has_importer(m, name, found.kind)
            return name if makes else None
    return None


def _has_importer(m: Machine, name: str, kind: str) -> bool:
    return kind in ("module", "package") and m.code.mentions(name, "sys.meta_path")


def submodule(m: Machine, name: str, maker: str) -> Value:
    """A module that another makes when it is loaded, or asked for.

    Raises:
        Raised: nothing in it is named like that.
    """
    if not m.code.mentions(maker, name.rpartition(".")[2]):
        text = f"No module named '{name}'; '{maker}' is not a package"
        raise failure(ModuleNotFoundError, text, "module", name)
    m.process.assumes.add(f"{maker} makes {name}")
    return External(name, is_module=True)


def alone(m: Machine, name: str) -> Raised | None:
    """What importing a module in a process of its own raises, if that decides a verdict.

    That process is run by a machine of its own, for which extension modules import nothing: so it
    remembers what it ran, whatever is in progress here.
    """
    if m.is_apart:
        return None
    if m.apart is None:
        m.apart = type(m)(m.code, m.around, m.sight, is_apart=True)
    m.apart.code = m.code
    if name not in m.alone:
        m.alone[name] = _imported(m.apart, name)
    raised, ran = m.alone[name]
    outer = m.process
    since = outer.stack[-1].sequence if outer.stack else 0
    listed = set(outer.order[since:])
    outer.order.extend(module for module in ran if module not in listed)
    return raised


def _imported(m: Machine, name: str) -> tuple[Raised | None, tuple[str, ...]]:
    """What importing a module raises, and which modules that runs."""
    result: Raised | None = None
    with m.own_process() as process:
        try:
            m.imports.load(m, None, name)
        except Raised as raised:
            result = raised if raised.judged else None
    return result, tuple(dict.fromkeys(process.order))


def _fits(m: Machine, path: str) -> bool:
    """Whether the suffix names this platform and Python (PEP 3149)."""
    tags = path.rpartition("/")[2].split(".")[1:-1]
    tag = tags[0] if tags else ""
    python = f"{m.around.python[0]}{m.around.python[1]}"
    system = m.around.platform
    if path.endswith(".pyd") != (system == "win32"):
        return False
    if tag.startswith(("cpython-", "cp")):
        version = tag.removeprefix("cpython-").removeprefix("cp").partition("-")[0]
        if version != python:
            return False
    return all(not (mark in tag and system != mark) for mark in ("darwin", "linux"))
