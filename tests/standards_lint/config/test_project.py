import pytest
from standards_lint.config import Project
from standards_lint.errors import ConfigError


def load(tree, files):
    root = tree(files)
    return root, Project.load(root, None)


def test_roots_default_to_src_else_the_folder(tree):
    root, project = load(tree, {"standards-lint.toml": ""})
    assert project.roots() == (root,)
    (root / "src").mkdir()
    assert project.roots() == (root / "src",)


def test_roots_keep_their_order_and_must_exist(tree):
    root, project = load(tree, {"standards-lint.toml": "src = ['b', 'a']", "a/x.py": ""})
    with pytest.raises(ConfigError, match=r"standards-lint.toml: src: .*b is not a folder"):
        project.roots()
    (root / "b").mkdir()
    assert project.roots() == (root / "b", root / "a")
    assert project.with_src((root / "a",)).roots() == (root / "a",)


@pytest.mark.parametrize(
    ("requires", "version"),
    [
        ("", "3.11"),
        ("requires-python = '>=3.9'", "3.9"),
        ("requires-python = '>=3.10,<3.13'", "3.10"),
        ("requires-python = '~=3.12'", "3.12"),
        ("requires-python = '<4'", "3.11"),
    ],
)
def test_python_defaults_to_the_lower_bound(tree, requires, version):
    files = {
        "standards-lint.toml": "[environments.a]\n",
        "pyproject.toml": f"[project]\n{requires}\n",
    }
    _, project = load(tree, files)
    assert [target.default_python for target in project.targets()] == [version]


def test_an_environment_with_several_platforms_is_one_target_each(tree):
    text = """
[environments.b]
platforms = ["darwin", "linux"]
[environments.a]
platform = "win32"
[environments.c]
platforms = ["linux"]
"""
    _, project = load(tree, {"standards-lint.toml": text})
    found = [(target.name, target.environment, target.platform) for target in project.targets()]
    assert found == [
        ("a", "a", "win32"),
        ("b@darwin", "b", "darwin"),
        ("b@linux", "b", "linux"),
        ("c", "c", "linux"),
    ]


def test_without_any_file_the_folder_is_the_project(tree):
    root, project = load(tree, {"x.py": ""})
    assert project.path is None
    assert project.root == root
    assert project.with_environments({"a": "req.txt"}).targets()[0].config.provides_from == (
        "req.txt",
    )
