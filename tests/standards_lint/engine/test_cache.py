"""The cache can be absent, partly stale, damaged or full: verdicts are the same."""

import os
from random import Random

from standards_lint.simulate import judge
from standards_lint.source.load import load
from standards_lint.store import FOLDER

from .generated import PRESENT, tree
from .trees import write

EDITS = 12


def verdicts(found, cache):
    program = load(found.roots, cache=cache, jobs=1)
    matrix = judge(program, [found.environment], jobs=1)
    return {row.module: (cell.verdict,) for row in matrix.modules for cell in row.cells.values()}


def edit(random, found, files):
    """Changes, adds or removes one file."""
    path = random.choice(sorted(files))
    if random.random() < 0.15 and len(files) > 3:
        del files[path]
        (found.code / path).unlink()
    else:
        number = random.randint(0, 10_000)
        other = tree(Random(number))
        path = random.choice(sorted(other))
        files[path] = other[path]
        write(found.code, {path: files[path]})


def age(found):
    """Sets times back, so that a file counts as unchanged by its status alone."""
    for path in found.code.rglob("*.py"):
        before = path.stat().st_mtime_ns - random_age(path)
        os.utime(path, ns=(before, before))


def random_age(path):
    return 60_000_000_000 if path.stat().st_mtime_ns > 10**18 else 0


def test_cached_stale_and_cold_runs_agree(bench):
    random = Random(1)
    files = tree(random)
    found = bench.tree(files, present=PRESENT)
    age(found)
    for number in range(EDITS):
        cold = verdicts(found, cache=False)
        assert verdicts(found, cache=True) == cold, number
        assert verdicts(found, cache=True) == cold, f"{number}, warm"
        edit(random, found, files)


def test_a_change_of_the_same_size_and_second_is_seen(bench):
    found = bench.tree({"a.py": "import torch", "b.py": "import a"})
    assert verdicts(found, cache=True)["b"][0] == "unimportable"
    write(found.code, {"a.py": "import json "})
    assert verdicts(found, cache=True)["b"][0] == "importable"


def test_a_module_that_appears_or_goes(bench):
    found = bench.tree({"a.py": "try:\n    import b\nexcept ImportError:\n    import torch"})
    age(found)
    assert verdicts(found, cache=True)["a"][0] == "unimportable"
    write(found.code, {"b.py": ""})
    assert verdicts(found, cache=True)["a"][0] == "importable"
    (found.code / "b.py").unlink()
    assert verdicts(found, cache=True)["a"][0] == "unimportable"


def test_a_damaged_cache_is_no_cache(bench):
    found = bench.tree({"a.py": "import torch", "b.py": "import json"})
    age(found)
    cold = verdicts(found, cache=True)
    random = Random(0)
    for path in sorted((found.code / FOLDER).iterdir()):
        for damage in (b"", b"\x00" * 10, path.read_bytes()[: path.stat().st_size // 2]):
            path.write_bytes(damage)
            assert verdicts(found, cache=True) == cold, (path.name, damage)
        noise = bytearray(path.read_bytes())
        for _ in range(3):
            if noise:
                noise[random.randrange(len(noise))] ^= 255
        path.write_bytes(bytes(noise))
        assert verdicts(found, cache=True) is not None


def test_a_cache_that_cannot_be_written(bench):
    found = bench.tree({"a.py": "import torch"})
    (found.code / FOLDER).write_text("a file where the folder should be")
    assert verdicts(found, cache=True)["a"][0] == "unimportable"


def test_the_cache_hides_itself_from_version_control(bench):
    found = bench.tree({"a.py": "import torch"})
    verdicts(found, cache=True)
    assert (found.code / FOLDER / ".gitignore").read_text() == "*\n"
