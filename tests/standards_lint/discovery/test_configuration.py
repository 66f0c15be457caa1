"""The file that is written says what was found, whatever the names are."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace
from standards_lint.config import Config
from standards_lint.discovery import Discovery, Found, Roots, configuration

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ENVIRONMENTS = st.lists(
    st.builds(Found, TEXT, st.lists(TEXT, min_size=1).map(tuple), TEXT, TEXT),
    unique_by=lambda item: item.name,
)


@given(
    st.lists(st.tuples(TEXT, TEXT), min_size=1),
    st.lists(TEXT),
    ENVIRONMENTS,
    st.booleans(),
)
def test_it_reads_back_as_what_was_found(src, exclude, environments, is_declared):
    roots = Roots(tuple(src), tuple(exclude), ("scripts/*.py",))
    each = tuple(environments)
    left_out = tuple(replace(item, name=f"not {item.name}") for item in each)
    found = Discovery(roots, each, left_out, "3.12", "said", is_declared)

    read = convert(tomllib.loads(configuration(found)), Config)

    assert read.src == tuple(path for path, _ in src)
    assert read.exclude == tuple(exclude)
    assert {name: each.provides_from for name, each in read.environments.items()} == {
        item.name: item.provides_from for item in environments
    }
    versions = {each.python_version for each in read.environments.values()}
    assert versions <= {None if is_declared else "3.12"}
    assert read.scripts == ()


def test_no_table_is_there_twice_even_where_all_marks_are_taken_away():
    items = [Found(name, (name,), "a", "tools") for name in ("b", "b", "used", "c")]
    found = Discovery(Roots(()), (Found("used", ("u",), "a"),), tuple(items), "3.12", "said")
    tables = [line for line in configuration(found).splitlines() if "[environments." in line]
    assert tables == ["[environments.used]", "# [environments.b]", "# [environments.c]"]


def test_what_is_left_out_can_be_put_back_by_taking_the_marks_away():
    roots = Roots((("src", "why"),))
    found = Discovery(roots, (), (Found("dev", ("a.txt",), "a", "tools"),), "3.12", "said")
    lines = configuration(found).splitlines()
    at = lines.index("# [environments.dev]")
    restored = "\n".join(line.removeprefix("# ") for line in lines[at:])
    assert tomllib.loads(restored)["environments"]["dev"]["provides-from"] == ["a.txt"]
