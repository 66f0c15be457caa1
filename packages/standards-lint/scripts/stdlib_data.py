"""Writes what the standard library holds, by Python and platform, from typeshed's stubs.

    python -I scripts/stdlib_data.py OLD_STDLIB NEW_STDLIB NAMES...

The first arguments are `stdlib` folders of typeshed: the newest, and one of a time when it still
described Python 3.8 and 3.9 (mypy 1.14.1 carries such a one). The others are what
`stdlib_names.py` printed in an old and a new interpreter: what stubs leave out may be anywhere.
The result is `src/standards_lint/environments/stdlib.json`.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST, NEWEST = 8, 15
FIRST_OF_NEW = 10
PLATFORMS = ("linux", "darwin", "win32")
RESULT = Path(__file__).parent.parent / "src/standards_lint/environments/stdlib.json"

Mask = int
Names = dict[str, Mask]

# Stubs whose content depends on the platform although the module can be imported everywhere.
EVERYWHERE = {"multiprocessing.popen_fork", "multiprocessing.resource_sharer"}
# Modules whose import fails elsewhere, which the stubs do not say.
ONLY_ON = {
    "_curses": ("linux", "darwin"),
    "_curses_panel": ("linux", "darwin"),
    "_overlapped": ("win32",),
    "_scproxy": ("darwin",),
    "asyncio.unix_events": ("linux", "darwin"),
    "asyncio.windows_events": ("win32",),
    "curses": ("linux", "darwin"),
}
# Names that left with a micro release, which stubs put down to a minor one.
GONE_WITHIN_A_MINOR = {("pdb", "getsourcelines")}
# Stubs of what no standard library has.
NOT_AT_RUNTIME = {"__main__", "_typeshed", "typing_extensions"}
# Private modules that only newer interpreters than the running one have came since then.
FIRST_OF_UNKNOWN = 12
# Trees whose inside differs from one installation to the next.
LOOSE = ("distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "test", "turtledemo")
# Modules that do something when they are imported, so that nobody looked inside.
UNSEEN = ("antigravity", "this")


def bit(minor: int, platform: str) -> Mask:
    """The bit of one Python on one platform."""
    return 1 << ((minor - OLDEST) * len(PLATFORMS) + PLATFORMS.index(platform))


def where(minors: range, platforms: tuple[str, ...] = PLATFORMS) -> Mask:
    """The bits of several Pythons on several platforms."""
    return sum(bit(minor, platform) for minor in minors for platform in platforms)


ALL = where(range(OLDEST, NEWEST + 1))
OLD = where(range(OLDEST, FIRST_OF_NEW))


class Stubs:
    """One typeshed `stdlib` folder."""

    def __init__(self, folder: Path) -> None:
        self._files = {self._module(file, folder): file for file in folder.rglob("*.pyi")}
        self._ranges = dict(self._versions(folder / "VERSIONS"))
        self._names: dict[str, Names] = {}
        self._doubtful: dict[str, set[str]] = {}

    def modules(self) -> Names:
        """Where each module can be imported."""
        return {name: self._exists(name) for name in self._files if self._is_real(name)}

    def names(self, module: str) -> Names:
        """Where a module has each of the names that its stub defines or exports."""
        if module not in self._names:
            self._names[module] = found = {}
            self._doubtful[module] = set()
            tree = ast.parse(self._files[module].read_text(encoding="utf-8"))
            for name, mask in self._bound(tree.body, ALL, module):
                found[name] = found.get(name, 0) | mask
        return self._names[module]

    def doubtful(self, module: str) -> set[str]:
        """Names that a stub only imports for its own use; the module may have them too."""
        self.names(module)
        return self._doubtful[module]

    def _exists(self, module: str) -> Mask:
        """Where VERSIONS has it and its stub, if it binds anything, binds something."""
        names = self.names(module)
        public = {name: mask for name, mask in names.items() if not name.startswith("_")}
        masks = (public or names).values()
        content = 0
        for mask in masks:
            content |= mask
        by_platform = [p for p in PLATFORMS if content & where(range(OLDEST, NEWEST + 1), (p,))]
        if not masks or not by_platform or module in EVERYWHERE:
            by_platform = list(PLATFORMS)
        return self._range(module) & where(range(OLDEST, NEWEST + 1), tuple(by_platform))

    def _range(self, module: str) -> Mask:
        mask, parts = ALL, module.split(".")
        for length in range(1, len(parts) + 1):
            mask &= self._ranges.get(".".join(parts[:length]), ALL)
        return mask

    def _bound(self, body: list[ast.stmt], mask: Mask, module: str) -> Iterator[tuple[str, Mask]]:
        for node in body:
            if isinstance(node, ast.If):
                test = truth(node.test)
                yield from self._bound(node.body, mask & test[0], module)
                yield from self._bound(node.orelse, mask & test[1], module)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name, mask
            elif isinstance(node, ast.Assign):
                yield from ((t.id, mask) for t in node.targets if isinstance(t, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, mask
            elif isinstance(node, ast.Import):
                self._doubtful[module].update(
                    a.asname or a.name.partition(".")[0] for a in node.names
                )
            elif isinstance(node, ast.ImportFrom):
                yield from self._imported(node, mask, module)

    def _imported(
        self, node: ast.ImportFrom, mask: Mask, module: str
    ) -> Iterator[tuple[str, Mask]]:
        for alias in node.names:
            if alias.name != "*":
                if alias.asname is not None:
                    yield alias.asname or alias.name, mask
                else:
                    self._doubtful[module].add(alias.name)
                continue
            source = self._absolute(node, module)
            if source in self._files:
                yield from ((name, mask & own) for name, own in self.names(source).items())
                self._doubtful[module] |= self.doubtful(source)

    def _absolute(self, node: ast.ImportFrom, module: str) -> str:
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        if self._files[module].name != "__init__.pyi":
            parts = parts[:-1]
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, node.module] if node.module else parts)

    @staticmethod
    def _is_real(name: str) -> bool:
        return name.partition(".")[0] not in NOT_AT_RUNTIME

    @staticmethod
    def _module(file: Path, folder: Path) -> str:
        parts = file.relative_to(folder).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @staticmethod
    def _versions(file: Path) -> Iterator[tuple[str, Mask]]:
        for line in file.read_text(encoding="utf-8").splitlines():
            name, separator, span = line.partition("#")[0].partition(":")
            if separator:
                first, _, last = span.strip().partition("-")
                start = max(OLDEST, int(first.rpartition(".")[2]))
                end = int(last.rpartition(".")[2]) if last else NEWEST
                yield name.strip(), where(range(start, min(end, NEWEST) + 1))


def truth(test: ast.expr) -> tuple[Mask, Mask]:
    """Where a condition can be true, and where it can be false."""
    if isinstance(test, ast.BoolOp):
        parts = [truth(value) for value in test.values]
        yes, no = parts[0]
        for other_yes, other_no in parts[1:]:
            if isinstance(test.op, ast.And):
                yes, no = yes & other_yes, no | other_no
            else:
                yes, no = yes | other_yes, no & other_no
        return yes, no
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yes, no = truth(test.operand)
        return no, yes
    if isinstance(test, ast.Compare):
        yes = compared(ast.unparse(test.left), test.ops[0], ast.literal_eval(test.comparators[0]))
        if yes is not None:
            return yes, ALL & ~yes
    if ast.unparse(test) == "TYPE_CHECKING":
        return ALL, 0
    return ALL, ALL


def compared(left: str, op: ast.cmpop, value: object) -> Mask | None:
    """Where a comparison of the Python's version or of the platform is true."""
    every = range(OLDEST, NEWEST + 1)
    if left == "sys.version_info" and isinstance(value, tuple):
        newer = where(range(max(OLDEST, value[1]), NEWEST + 1))
        return newer if isinstance(op, ast.GtE) else ALL & ~newer
    if left == "sys.platform" and isinstance(value, str):
        same = where(every, (value,)) if value in PLATFORMS else 0
        return same if isinstance(op, ast.Eq) else ALL & ~same
    return None


def combined(old: Mask | None, new: Mask | None) -> Mask:
    """Old Pythons from the old stubs, unless these had not yet described what was there."""
    old, new = old or 0, new or 0
    result = (new & ~OLD) | (old & OLD)
    for platform in PLATFORMS:
        first = bit(FIRST_OF_NEW, platform)
        if new & first and not old & first:
            result |= where(range(OLDEST, FIRST_OF_NEW), (platform,))
    return result


def installed_modules() -> Iterator[str]:
    """Modules of the running interpreter's standard library that stubs may leave out."""
    yield from (*sys.stdlib_module_names, "test")
    library = Path(ast.__file__).parent
    for file in library.rglob("*.py"):
        parts = file.relative_to(library).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        known = len(parts) > 1 and parts[0] in sys.stdlib_module_names
        if known and parts[0] not in LOOSE and "test" not in parts and "tests" not in parts:
            yield ".".join(parts)


def listed(
    module: str, old: Stubs, new: Stubs, where_it_is: Mask, seen: set[str]
) -> dict[str, str]:
    """The public names of a module by where they are.

    The key "" stands for wherever the module is, "?" for names that may be anywhere. A private
    module, or one whose stub leaves names out, has no "".
    """
    stubs = [stubs for stubs in (old, new) if module in stubs.modules()]
    found = [stubs.names(module) for stubs in stubs]
    doubtful = set().union(*[stubs.doubtful(module) for stubs in stubs])
    before, after = ((s.names(module) if s in stubs else {}) for s in (old, new))
    masks = {
        name: combined(before.get(name), after.get(name)) & where_it_is
        for name in set().union(*found)
        if not name.startswith("_")
        and name not in doubtful
        and (module, name) not in GONE_WITHIN_A_MINOR
    }
    always = {name for name, mask in masks.items() if mask == where_it_is}
    varying = {name: mask for name, mask in masks.items() if name not in always}
    anywhere = {name for name in doubtful | seen if not name.startswith("_")}
    anywhere |= {name for other, name in GONE_WITHIN_A_MINOR if other == module}
    result = grouped(varying)
    if "._" in f".{module}" or any("__getattr__" in names for names in found):
        return result
    unknown = " ".join(sorted(anywhere - set(masks)))
    return {"": " ".join(sorted(always)), **({"?": unknown} if unknown else {}), **result}


def grouped(masks: Names) -> dict[str, str]:
    """Names joined by spaces, by the mask they share in hexadecimal."""
    groups: dict[str, list[str]] = {}
    for name, mask in sorted(masks.items()):
        groups.setdefault(format(mask, "x"), []).append(name)
    return {mask: " ".join(names) for mask, names in sorted(groups.items())}


def main(old_folder: str, new_folder: str, *others: str) -> None:
    """Write the data file."""
    seen: dict[str, set[str]] = {}
    for file in others:
        for name, found in json.loads(Path(file).read_text(encoding="utf-8")).items():
            seen.setdefault(name, set()).update(found or ())
    old, new = Stubs(Path(old_folder)), Stubs(Path(new_folder))
    old_modules, new_modules = old.modules(), new.modules()
    every = sorted({*old_modules, *new_modules})
    modules = {name: combined(old_modules.get(name), new_modules.get(name)) for name in every}
    for name in installed_modules():
        modules.setdefault(name, ALL)
    for name in (name for name in seen if name.partition(".")[0] not in LOOSE):
        modules.setdefault(name, where(range(FIRST_OF_UNKNOWN, NEWEST + 1)))
    for name, platforms in ONLY_ON.items():
        modules[name] &= where(range(OLDEST, NEWEST + 1), platforms)
    names = {
        module: listed(module, old, new, modules[module], seen.get(module, set()))
        for module in every
        if module.partition(".")[0] not in (*LOOSE, *UNSEEN)
    }
    data = {
        "modules": grouped(modules),
        "names": {module: found for module, found in names.items() if found},
    }
    RESULT.write_text(json.dumps(data, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
