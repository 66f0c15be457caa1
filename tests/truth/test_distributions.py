from pathlib import Path, PurePosixPath

import pytest

from .distributions import (
    dependants,
    import_names,
    import_roots,
    installed,
    module_name,
    requirement_graph,
)


def test_requested_extras_are_required(site: Path) -> None:
    graph = requirement_graph(installed(site))
    assert graph["middle"] == {"base", "extra-thing"}


def test_an_extra_nobody_requests_is_not_required(site: Path) -> None:
    assert requirement_graph(installed(site))["app"] == {"middle"}


def test_dependants_are_transitive(site: Path) -> None:
    graph = requirement_graph(installed(site))
    assert dependants({"base"}, graph) == {"middle", "app"}
    assert dependants({"Base"}, graph) == {"middle", "app"}
    assert dependants({"other"}, graph) == frozenset()


def test_namespace_packages_are_expanded(site: Path) -> None:
    other = installed(site)["other"]
    assert import_roots(other) == {"space"}
    assert import_names(other) == {"space.other"}


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("a/__init__.py", "a"),
        ("a/b.py", "a.b"),
        ("a/c.cpython-311-x86_64-linux-gnu.so", "a.c"),
        ("d.abi3.so", "d"),
    ],
)
def test_module_name(file: str, module: str) -> None:
    assert module_name(PurePosixPath(file)) == module
