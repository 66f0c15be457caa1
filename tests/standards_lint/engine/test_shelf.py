"""What one process puts on the shelf, the others find there."""

import mmap
from functools import partial
from multiprocessing import get_context

import pytest
from standards_lint.source.shelf import Shelf

FILES = [f"f{number}" for number in range(50)]


def in_children(*acts) -> None:
    """Does things at once, each in a forked process, whose failure is ours."""
    processes = [get_context("fork").Process(target=act) for act in acts]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(acts)


def test_what_children_put_there_is_found():
    shelf = Shelf()
    shelf.put("f0", b"before")
    shelf.share(FILES, 10_000)

    def act():
        assert shelf.get("f0") == b"before"
        for file in FILES[1:]:
            shelf.put(file, file.encode() * 3)

    in_children(act)
    in_children(lambda: shelf.put("f7", b"later"))
    found = dict(shelf.items())
    assert found == {
        "f0": b"before",
        **{file: file.encode() * 3 for file in FILES[1:]},
        "f7": b"later",
    }
    assert shelf.get("f8") == b"f8f8f8"
    assert shelf.get("f9" * 2) == b""


def test_content_that_finds_no_room_stays_with_the_process():
    shelf = Shelf()
    shelf.share(FILES, 10)
    shelf.put("f1", b"12345678")
    shelf.put("f2", b"123")
    shelf.put("f3", b"12")
    shelf.put("elsewhere", b"1")
    assert dict(shelf.items()) == {"f1": b"12345678", "f2": b"123", "f3": b"12", "elsewhere": b"1"}


def test_processes_that_write_at_once():
    shelf = Shelf()
    shelf.share(FILES, 10_000_000)

    def act(number):
        for _ in range(300):
            for file in FILES:
                shelf.put(file, file.encode() * number)
                assert not shelf.get(file).replace(file.encode(), b"")

    in_children(*(partial(act, number) for number in range(1, 5)))
    assert all(found and not found.replace(f.encode(), b"") for f, found in shelf.items())


def test_no_memory_to_share(monkeypatch):
    def refused(*_):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(mmap, "mmap", refused)
    shelf = Shelf()
    shelf.share(FILES, 10)
    shelf.put("f1", b"1")
    assert shelf.get("f1") == b"1"


@pytest.mark.parametrize("size", [0, 1])
def test_hardly_any_room(size):
    shelf = Shelf()
    shelf.share([], size)
    shelf.put("x", b"1")
    assert shelf.get("x") == b"1"
