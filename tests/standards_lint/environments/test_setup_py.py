"""`setup.py` as an environment: what can be read without running it, and nothing else."""

import pytest
from standards_lint.environments import setup_py
from standards_lint.environments.markers import Platform
from standards_lint.environments.sources import read
from standards_lint.errors import EnvironmentSourceError

LINUX = Platform("3.11.99", "linux", "x86_64")
HEAD = "from setuptools import setup\n"


def held(folder, entry="setup.py"):
    return set(read(entry, folder, LINUX).distributions)


@pytest.mark.parametrize(
    ("source", "base", "gpu"),
    [
        ("setup(install_requires=['a>=1'], extras_require={'gpu': ['torch']})", "a", "torch"),
        ("a = ['numpy']\nsetup(install_requires=a + ['six'])", "numpy six", None),
        ("a = {}\na['b'] = ['x']\na['gpu'] = a['b'] + ['y']\nsetup(extras_require=a)", "", "x y"),
        ("kw = {'install_requires': 'numpy\\nsix'}\nsetup(**kw)", "numpy six", None),
        ("a = ['x']\nsetup(install_requires=[*a, 'numpy'])", "numpy x", None),
        ("if __name__ == '__main__':\n    setup(install_requires=['numpy'])", "numpy", None),
        ("setup(install_requires=['a; sys_platform == \"win32\"', 'b'])", "b", None),
        ("setup(extras_require={':python_version < \"3\"': ['a']})", "", None),
        ("setup(extras_require={':os_name == \"posix\"': ['b']})", "b", None),
        ("setup(extras_require={':os_name == \"nt\"': ['b; os_name != \"nt\"']})", "", None),
        ("setup(extras_require={'gpu:sys_platform == \"linux\"': ['a'], 'gpu': 'b'})", "", "a b"),
        ("setup(py_modules=['m'])", "", None),
        ("x = open('R').read()\nsetup(description=x, install_requires=['a'])", "a", None),
    ],
)
def test_what_is_declared(tree, source, base, gpu):
    folder = tree({"setup.py": HEAD + source})
    assert held(folder) == set(base.split())
    if gpu is not None:
        assert held(folder, "setup.py[gpu]") == {*base.split(), *gpu.split()}
    assert ("gpu" in (setup_py.extras(folder / "setup.py") or ())) == (gpu is not None)


@pytest.mark.parametrize(
    "source",
    [
        "setup(install_requires=open('r.txt').read().splitlines())",
        "a = ['numpy']\na.append('six')\nsetup(install_requires=a)",
        "a = ['numpy']\nif True:\n    a += ['six']\nsetup(install_requires=a)",
        "a = {}\na['gpu'] = f()\nsetup(extras_require=a)",
        "a = ['numpy']\nb = a\nb.clear()\nsetup(install_requires=b)",
        "def a(): pass\nsetup(install_requires=a())",
        "setup(install_requires=[3])",
        "setup(extras_require=['a'])",
    ],
)
def test_what_only_a_run_knows(tree, source):
    folder = tree({"setup.py": HEAD + source})
    with pytest.raises(EnvironmentSourceError, match="made when it runs"):
        held(folder)


@pytest.mark.parametrize("source", ["", "x = 1", "setup()", "setup(name='a', pbr=True)"])
def test_what_declares_nothing(tree, source):
    assert setup_py.extras(tree({"setup.py": HEAD + source}) / "setup.py") is None


@pytest.mark.parametrize(
    ("source", "entry", "message"),
    [
        ("setup(install_requires=['a'])", "setup.py[gpu]", "no extra 'gpu'; declared: none"),
        ("setup(", "setup.py", "cannot be parsed"),
        ("setup(install_requires=['=='])", "setup.py", "requirement|package name"),
    ],
)
def test_what_is_wrong(tree, source, entry, message):
    with pytest.raises(EnvironmentSourceError, match=message):
        held(tree({"setup.py": HEAD + source}), entry)
