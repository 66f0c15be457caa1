"""Values that are computed when a module is imported."""


def test_a_comprehension_first_looks_around_it(imports, breaks):
    """The first loop runs over what the scope around it sees, as in scipy.ndimage."""
    listed = "def {}(): ...\nnames = [name for name in dir() if not name.startswith('_')]\n"
    files = {
        "b.py": listed.format("f"),
        "a.py": "import b\nif 'f' not in b.names:\n    import torch",
    }
    imports(files)
    breaks({**files, "b.py": listed.format("g")})
    imports(
        {
            "a.py": "class C:\n    parts = ['json']\n"
            "    found = [__import__(part) for part in parts for _ in (1, 2)]"
        }
    )


def test_modules_and_functions_are_no_data(imports, breaks):
    """As toolz asks which of its keys are names of modules."""
    told = (
        "import json\ndef f(): ...\nfor item in (json, f, '{}'):\n    if isinstance(item, str):\n"
    )
    told += (
        "        __import__(item)\n    if isinstance(item, (list, dict)):\n        import torch\n"
    )
    imports(told.format("csv"))
    breaks(told.format("torch"))


def test_multiplying_what_is_no_number(imports):
    imports("empty = '\\x00'.encode() * 3\nmuch = float('inf') * 2\nsmall = b'a' * True")


def test_what_is_removed_from_a_list(imports, breaks):
    """As numba removes a name from `__all__`."""
    files = {
        "b.py": "__all__ = 'x y'.split()\n__all__.remove('x')\n__all__.append('z')\ny = z = 1",
        "a.py": "from b import *\ny, z",
    }
    imports(files)
    breaks(
        {**files, "b.py": "__all__ = ['x', 'y']\n__all__.remove('y')"}, kind="name", missing="b.x"
    )
    breaks("found = {'csv', 'torch'}\nfound.discard('csv')\nfor x in found:\n    __import__(x)")
