"""A made-up tree of distributions."""

from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[..., Path]


def write_distribution(
    site: Path, name: str, files: dict[str, str], requires: tuple[str, ...] = ()
) -> None:
    """Lay a distribution with metadata, RECORD and files into a site directory."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    required = "".join(f"Requires-Dist: {text}\n" for text in requires)
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    (info / "METADATA").write_text(f"{head}{required}")
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in files))
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """`app` requires `middle` (which requires `base`) and, for an extra, `other`."""
    folder = tmp_path / "site"
    app = {
        "app/__init__.py": "",
        "app/__main__.py": "",
        "app/uses.py": "import base\n",
        "app/guarded.py": "try:\n    import base\nexcept ImportError:\n    base = None\n",
        "app/broken.py": "raise RuntimeError('always')\n",
    }
    write_distribution(folder, "app", app, ("middle[more]", 'other ; extra == "all"'))
    middle = {"middle/__init__.py": "import base\n"}
    extra = ('extra-thing ; extra == "more"', "base")
    write_distribution(folder, "middle", middle, extra)
    write_distribution(folder, "base", {"base.py": ""})
    write_distribution(folder, "extra-thing", {"extra_thing.py": ""})
    write_distribution(folder, "other", {"space/other/__init__.py": "", "data/x.txt": ""})
    return folder
