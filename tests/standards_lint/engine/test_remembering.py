"""What a module did is remembered wherever every importer would see the same."""

from collections import Counter

import pytest
from standards_lint.simulate import modules
from standards_lint.simulate.verdicts import judge

LEAVES = {f"p/leaf{number}.py": "from p.settings import config" for number in range(8)}
WRITING = {
    "p/__init__.py": "from p import settings, backends, readers",
    "p/settings.py": "config = None",
    "p/backends.py": "import p.settings\np.settings.config = {}",
    "p/readers.py": "from p.settings import config\nconfig['a'] = 1",
}


@pytest.fixture
def runs(monkeypatch) -> Counter[str]:
    counted: Counter[str] = Counter()
    execute = modules.execute

    def counting(machine, name, path, kind):
        counted[name] += 1
        return execute(machine, name, path, kind)

    monkeypatch.setattr(modules, "execute", counting)
    return counted


def test_a_package_that_writes_on_its_own_modules_runs_once(bench, runs):
    tree = bench.tree({**WRITING, **LEAVES})
    judge(tree.program, tree.environment, tree.names())
    assert runs["p"] == runs["p.backends"] == runs["p.readers"] == 1


def test_what_reads_another_importers_writing_runs_again(breaks, imports):
    files = {
        "s.py": "config = None",
        "w.py": "import s\ns.config = 1",
        "r.py": "import s\nif s.config: import torch",
    }
    imports({**files, "a.py": "import r, w"})
    breaks({**files, "a.py": "import w, r"})
