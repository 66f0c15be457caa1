import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards_lint.config import Project
from standards_lint.environments import build
from standards_lint.environments.kept import MOST
from standards_lint.store import FOLDER, Store

CONFIG = """
[environments.a]
provides-from = ["env"]
[environments.b]
provides-from = ["site"]
"""


def store(root):
    return Store(root / FOLDER, "environments", MOST)


def digests(root, kept):
    return [item.digest for item in build(Project.load(root, None), kept)]


FILES = ["env/requirements.txt", "env/more.txt", "env/pylock.toml", "site/x-1.dist-info/METADATA"]
TEXTS = {
    "env/requirements.txt": ["a\n", "b==1\n", "-r more.txt\n"],
    "env/more.txt": ["c\n", "d\n"],
    "env/pylock.toml": ["lock-version = '1.0'\npackages = [{name = 'e'}]\n"],
    "site/x-1.dist-info/METADATA": ["Name: x\nVersion: 1\n"],
}
EDIT = st.sampled_from(FILES).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from([*TEXTS[name], None]))
)


@settings(max_examples=25, deadline=None)
@given(st.lists(EDIT, min_size=1, max_size=6))
def test_kept_and_fresh_answers_are_the_same_over_edits(tmp_path_factory, edits):
    root = tmp_path_factory.mktemp("kept")
    (root / "standards-lint.toml").write_text(CONFIG)
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
    for name in ("env/more.txt", "env/requirements.txt", "site/x-1.dist-info/METADATA"):
        (root / name).write_text(TEXTS[name][0])
    for name, text in edits:
        if text is not None:
            (root / name).write_text(text)
        elif name == "env/pylock.toml":
            (root / name).unlink(missing_ok=True)
        assert digests(root, store(root)) == digests(root, None)


def test_nothing_is_read_again_while_nothing_changes(tree, monkeypatch):
    root = tree({"standards-lint.toml": "[environments.a]\nprovides-from=['r.txt']", "r.txt": "a"})
    before = digests(root, store(root))
    monkeypatch.setattr(
        "standards_lint.environments.requirements.read", lambda *_: pytest.fail("read again")
    )
    assert digests(root, store(root)) == before


def test_what_depends_on_the_process_is_not_kept(tree, monkeypatch):
    root = tree({"standards-lint.toml": "[environments.a]\nprovides-from=['r.txt']"})
    (root / "r.txt").write_text("${NAME}\n")
    monkeypatch.setenv("NAME", "one")
    one = digests(root, store(root))
    monkeypatch.setenv("NAME", "two")
    assert digests(root, store(root)) != one


def test_damaged_and_unwritable_stores_change_nothing(tree):
    root = tree({"standards-lint.toml": "[environments.a]\nprovides-from=['r.txt']", "r.txt": "a"})
    before = digests(root, store(root))
    for file in (root / FOLDER).glob("environments-*"):
        file.write_bytes(b"\x00damaged")
    assert digests(root, store(root)) == before
    assert digests(root, Store(root / "r.txt", "environments", MOST)) == before


def test_a_store_keeps_few_and_ignores_itself(tmp_path):
    kept = Store(tmp_path / "cache", "kind", 2)
    for index, key in enumerate("abc"):
        kept.write(key, key.encode())
        os.utime(tmp_path / "cache" / f"kind-{key}", (index, index))
    assert [kept.read(key) for key in "abc"] == [None, b"b", b"c"]
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"
    assert not list((tmp_path / "cache").glob(".tmp*"))
