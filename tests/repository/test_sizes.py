"""No file of the packages outgrows what one can keep in mind."""

from pathlib import Path

MOST_LINES = 400


def test_every_source_file_is_short_enough(root: Path) -> None:
    sizes = {
        path.relative_to(root): len(path.read_text(encoding="utf-8").splitlines())
        for path in root.glob("packages/*/src/**/*.py")
    }
    assert sizes
    assert {path: size for path, size in sizes.items() if size >= MOST_LINES} == {}
