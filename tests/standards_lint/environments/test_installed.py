import subprocess
import sys
import venv

import pytest
from standards_lint.config import Project
from standards_lint.environments import build
from standards_lint.environments.files import missing_submodule
from standards_lint.environments.markers import Platform
from standards_lint.environments.site import import_names
from standards_lint.environments.sources import read
from standards_lint.errors import EnvironmentSourceError

LINUX = Platform("3.11.99", "linux", "x86_64")


def installed(name, files, **fields):
    """Files of a distribution as an installer lays them out."""
    info = f"site/{name}-1.0.dist-info"
    header = "".join(
        f"{key.replace('_', '-')}: {value}\n"
        for key, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    )
    record = "".join(f"{file},,\n" for file in files)
    return {
        **{f"site/{file}": text for file, text in files.items()},
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{header}\nText\n",
        f"{info}/RECORD": record + f"{name}-1.0.dist-info/METADATA,,\n",
    }


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a/__init__.py", "a/b.py", "a/c/__init__.py"], ("a",)),
        (["a.py"], ("a",)),
        (["_a.cpython-311-x86_64-linux-gnu.so", "b.pyd", "c.abi3.so"], ("_a", "b", "c")),
        (
            ["google/cloud/storage/__init__.py", "google/api.py"],
            ("google.api", "google.cloud.storage"),
        ),
        (["a/data.json", "share/doc/a.txt"], ()),
        (["a/__pycache__/b.cpython-311.pyc", "a/__init__.py"], ("a",)),
        (["a-b/__init__.py", "x.dist-info/y.py"], ()),
        (["a/__init__.cpython-311-darwin.so"], ("a",)),
    ],
)
def test_import_names_of_files(files, names):
    assert import_names(files) == names


def test_a_site_folder_is_read_without_its_interpreter(tree):
    root = tree(
        {
            **installed("Py-Yaml", {"yaml/__init__.py": ""}, Requires_Dist=["wheel"]),
            **installed("g", {"google/g/__init__.py": ""}),
            "site/loose.py": "",
        }
    )
    found = read("site", root, LINUX)
    assert found.is_closed
    assert found.distributions["py-yaml"].version == "1.0"
    assert found.distributions["py-yaml"].imports == ("yaml",)
    assert found.distributions["py-yaml"].requires == ("wheel",)
    assert found.distributions["g"].imports == ("google.g",)
    assert "loose" in found.names


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"Import_Name": ["real.name", "other ; private"]}, ("real.name", "other")),
        ({}, None),
    ],
)
def test_metadata_names_what_no_file_list_does(tree, files, names):
    root = tree(
        {
            name: text
            for name, text in installed("thing", {}, **files).items()
            if not name.endswith("RECORD")
        }
    )
    assert read("site", root, LINUX).distributions["thing"].imports == names


def test_path_files_and_editable_finders(tree):
    root = tree(
        {
            **installed("tool", {}),
            "site/extra.pth": "# comment\nimport os\n../elsewhere\n",
            "elsewhere/found.py": "",
            "site/__editable___lib_1_finder.py": "MAPPING: dict = {'lib': '/x/src/lib'}\n",
        }
    )
    found = read("site", root, LINUX)
    assert "found" in found.names
    assert found.editable == {"lib": "/x/src/lib"}


PACKAGE = {
    "p/__init__.py": "from p.real import thing\n",
    "p/real.py": "",
    "p/sub/__init__.py": "",
    "p/sub/_ext.cpython-311-x86_64-linux-gnu.so": "",
    "q/__init__.py": "import sys\nsys.modules[__name__ + '.moves'] = sys\n",
    "single.py": "",
    # As protobuf generates it.
    "made_pb2.py": "data = b'\\tBoolValue'\nbuild(data, globals())\n",
    "space/part/__init__.py": "",
}


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("p", None),
        ("p.real", None),
        ("p.thing", None),
        ("p.absent", "p.absent"),
        ("p.absent.deeper", "p.absent"),
        ("p.sub._ext", None),
        ("p.sub._ext.inside", None),
        ("p.sub.absent", "p.sub.absent"),
        ("q.moves", None),
        ("single.absent", "single.absent"),
        ("made_pb2.BoolValue", None),
        ("space.part", None),
        ("space.absent", "space.absent"),
        ("elsewhere", None),
    ],
)
def test_a_submodule_without_a_file_is_absent_unless_it_may_appear(tree, name, missing):
    root = tree(PACKAGE)
    assert missing_submodule(name, (str(root),), ()) == missing


def test_an_environment_of_a_site_folder_answers_by_its_files(tree):
    root = tree({**installed("p", {"p/__init__.py": "", "p/a.py": ""})})
    (environment,) = build(Project.load(root, None).with_environments({"e": "site"}))
    assert environment.lookup("p.a").state == "present"
    assert environment.lookup("p.b").missing == "p.b"
    assert environment.lookup("p.b").kind == "module"
    assert environment.lookup("r").kind == "distribution"


def test_the_digest_changes_with_what_is_installed(tree):
    root = tree(installed("p", {"p/__init__.py": ""}))
    project = Project.load(root, None).with_environments({"e": "site"})
    before = build(project)[0].digest
    assert build(project)[0].digest == before
    tree(installed("q", {"q.py": ""}))
    assert build(project)[0].digest != before


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("venv") / "made"
    venv.create(folder, with_pip=False)
    return folder


def test_a_virtual_environment_and_its_interpreter_say_the_same(made, tmp_path):
    site = next((made / "lib").glob("python*")) / "site-packages"
    (site / "only_here.py").write_text("")
    by_folder = read(str(made), tmp_path, LINUX)
    by_interpreter = read(str(made / "bin" / "python"), tmp_path, LINUX)
    assert by_folder.names == by_interpreter.names == {"only_here"}
    version = by_folder.interpreter.python.split(".")[:2]
    assert version == [str(part) for part in sys.version_info[:2]]
    assert by_folder.interpreter.platform == sys.platform


def test_an_interpreter_decides_version_and_platform(made, tmp_path):
    project = Project.load(tmp_path, None).with_environments({"e": str(made)})
    (environment,) = build(project)
    assert environment.python == sys.version_info[:2]
    assert environment.platform == sys.platform


def test_what_this_interpreter_has_is_what_it_can_import():
    contents = read(sys.executable, __import__("pathlib").Path("/"), LINUX)
    names = [
        name
        for distribution in ("click", "msgspec", "packaging", "pytest", "hypothesis", "rich")
        for name in contents.distributions[distribution].imports
        if not name.endswith("__")
    ]
    assert {"click", "msgspec", "pytest", "_pytest"} <= set(names)
    code = "import importlib, sys\nfor n in sys.argv[1:]: importlib.import_module(n)"
    subprocess.run([sys.executable, "-c", code, *names], check=True)


def test_something_that_is_no_interpreter(tree):
    root = tree({"tool": "#!/bin/sh\necho no >&2; exit 3\n"})
    (root / "tool").chmod(0o755)
    with pytest.raises(EnvironmentSourceError, match="tool: not a working Python interpreter: no"):
        read("tool", root, LINUX)
