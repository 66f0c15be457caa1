import json

from hypothesis import given
from hypothesis import strategies as st
from standards_lint.model import Cell, Matrix, Row, Step
from standards_lint.reporters import matrix_json, matrix_text
from standards_lint.reporters.style import Style

OK = Cell("importable")
NO = Cell(
    "unimportable",
    kind="distribution",
    missing="torch",
    chain=(Step("a.b", "src/a/b.py", 3), Step("a.c", "src/a/c.py", 13)),
)
MAYBE = Cell("conditional", condition="x is true", assumes=("y",))


def row(module, **cells):
    return Row(module, f"src/{module.replace('.', '/')}.py", cells)


def drawn(matrix):
    return [("  " * line.depth + line.label, *line.texts) for line in matrix_text.lines(matrix)]


def test_json_is_the_published_format():
    matrix = Matrix(("mlx", "core"), (row("a.c", mlx=MAYBE, core=OK), row("a.b", mlx=NO)))
    assert json.loads("".join(matrix_json.render(matrix))) == {
        "version": 1,
        "environments": ["core", "mlx"],
        "modules": [
            {
                "module": "a.b",
                "path": "src/a/b.py",
                "cells": {
                    "mlx": {
                        "verdict": "unimportable",
                        "kind": "distribution",
                        "missing": "torch",
                        "chain": [
                            {"module": "a.b", "path": "src/a/b.py", "line": 3},
                            {"module": "a.c", "path": "src/a/c.py", "line": 13},
                        ],
                    }
                },
            },
            {
                "module": "a.c",
                "path": "src/a/c.py",
                "cells": {
                    "core": {"verdict": "importable"},
                    "mlx": {"verdict": "conditional", "condition": "x is true", "assumes": ["y"]},
                },
            },
        ],
    }


def test_a_package_whose_modules_agree_is_one_line():
    matrix = Matrix(("e",), tuple(row(f"p.m{index}", e=OK) for index in range(50)))
    assert drawn(matrix) == [("p (50 modules)", "ok")]


def test_only_what_differs_from_its_package_is_shown():
    rows = [row("p", e=OK), row("p.a", e=OK), row("p.a.x", e=NO), row("p.a.y", e=NO)]
    rows += [row("p.b", e=OK), row("p.c.x", e=MAYBE), row("q", e=NO)]
    assert drawn(Matrix(("e",), tuple(rows))) == [
        ("p (3 of 6 modules)", "ok"),
        ("  p.a (2 of 3 modules)", "no torch"),
        ("    p.a itself", "ok"),
        ("  p.c.x", "?"),
        ("q", "no torch"),
    ]


def test_text_ends_with_the_counts():
    matrix = Matrix(("a", "b"), (row("m", a=OK, b=NO), row("n", a=OK), row("o", a=OK, b=MAYBE)))
    text = list(matrix_text.render(matrix, Style(colour=False)))
    assert text[0].split() == ["module", "a", "b"]
    assert [line.split() for line in text[-3:]] == [
        ["importable", "3", "0"],
        ["conditional", "0", "1"],
        ["unimportable", "0", "1"],
    ]


def test_long_names_are_neither_cut_nor_wrapped_off_a_terminal():
    name = ".".join(["long_package_name"] * 12)
    text = list(matrix_text.render(Matrix(("e",), (row(name, e=OK),)), Style(colour=False)))
    assert text[1].split() == [name, "ok"]
    assert text[2].split() == ["importable", "1"]


def test_large_packages_stay_closed_with_their_counts():
    rows = [
        row(f"p.m{index // 8}.n{index % 8}", e=(OK, NO, MAYBE)[index % 3], f=OK)
        for index in range(2000)
    ]
    found = drawn(Matrix(("e", "f"), tuple(rows)))
    assert found == [("p (2000 modules)", "667 ok, 667 no torch, 666 ?", "2000 ok")]
    found = list(matrix_text.lines(Matrix(("e", "f"), tuple(rows)), most=251))
    assert len(found) == 251
    assert found[1].texts == ("3 ok, 3 no torch, 2 ?", "8 ok")


CELLS = st.fixed_dictionaries({"e": st.sampled_from([OK, NO, MAYBE])})
NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join)


@given(st.dictionaries(NAMES, CELLS, max_size=30))
def test_the_table_tells_the_verdict_of_every_module(cells):
    """Reading the table the way a person does gives the matrix back."""
    matrix = Matrix(("e",), tuple(row(name, **found) for name, found in sorted(cells.items())))
    told = {}
    lines = list(matrix_text.lines(matrix))
    for name in cells:
        above = [
            line
            for line in lines
            if line.label == f"{name} itself"
            or (
                not line.label.endswith(" itself")
                and f"{name}.".startswith(f"{line.label.split()[0]}.")
            )
        ]
        told[name] = max(above, key=lambda line: (line.depth, line.label == name)).texts[0]
    expected = {name: matrix_text._text(found["e"]) for name, found in cells.items()}
    assert told == expected


@given(st.dictionaries(NAMES, CELLS, max_size=30), st.randoms())
def test_json_is_sorted_whatever_the_order(cells, random):
    rows = [row(name, **found) for name, found in cells.items()]
    random.shuffle(rows)
    found = json.loads("".join(matrix_json.render(Matrix(("e",), tuple(rows)))))
    names = [item["module"] for item in found["modules"]]
    assert names == sorted(cells)
