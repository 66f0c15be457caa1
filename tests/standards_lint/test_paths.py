"""Which paths lie in the places that were asked for."""

import os

import pytest
from standards_lint.paths import Places


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    for name in ("src/a.py", "src/deep/b.py", "other/c.py", "srcs.py"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def held(places, *paths):
    return [path for path in paths if Places(places).hold(path)]


def test_everything_lies_in_no_places():
    assert held((), "anything.py", "") == ["anything.py", ""]


def test_a_folder_holds_what_lies_below_it(here):
    paths = ("src", "src/a.py", "src/deep/b.py", "other/c.py", "srcs.py")
    assert held([here / "src"], *paths) == ["src", "src/a.py", "src/deep/b.py"]
    assert held([here], *paths) == list(paths)


def test_a_file_holds_itself(here):
    assert held([here / "src/a.py"], "src/a.py", "src/deep/b.py", "src") == ["src/a.py"]


def test_spellings_of_one_path(here):
    paths = ("./src/a.py", "src/../src/a.py", str(here / "src" / "a.py"), "other/../src/a.py")
    assert held([here / "src" / "." / "deep" / ".."], *paths) == list(paths)
    os.chdir(here / "other")
    assert held([here / "src"], "../src/a.py", "c.py", "../other/c.py") == ["../src/a.py"]


def test_links_count_as_what_they_link_to(here):
    (here / "link").symlink_to(here / "src")
    (here / "other" / "file.py").symlink_to(here / "src" / "a.py")
    paths = ("link/a.py", "link/deep/b.py", "other/file.py", "other/c.py")
    assert held([here / "src"], *paths) == ["link/a.py", "link/deep/b.py", "other/file.py"]
    assert held([here / "link"], "src/a.py", "other/c.py") == ["src/a.py"]


def test_a_linked_folder_lies_where_its_link_does(here):
    (here / "src" / "link").symlink_to(here / "other")
    (here / "other" / "deep").mkdir()
    (here / "other" / "deep" / "d.py").write_text("")
    paths = ("src/link/c.py", "src/link/deep/d.py", "other/c.py")
    assert held([here / "src"], *paths) == ["src/link/c.py", "src/link/deep/d.py"]
    assert held([here / "src" / "deep"], *paths) == []
