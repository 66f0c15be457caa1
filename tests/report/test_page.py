"""The page of the compliance report, in a real browser, wide and narrow, small and large."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (1400, 400)
# As many as one of the largest packages has.
MODULES = 2000
CONFIG = """
src = ["src"]

[environments.mlx]
python-version = "3.11"
platform = "darwin"
provides = ["mlx"]

[environments.whisperx]
python-version = "3.11"
platform = "linux"
provides = ["torch"]
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("NOT LOOKED AT: there is no Chromium; install the package chromium")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def small(root: Path, run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the example before its repair, with evidence that contradicts one verdict."""
    folder = tmp_path_factory.mktemp("small")
    tree = folder / "before"
    shutil.copytree(root / "examples/before", tree, ignore=shutil.ignore_patterns(".*"))
    (folder / "evidence").mkdir()
    verdicts = {"whisper_backends": True, "bias_window_generator": False}
    document = {
        "version": 1,
        "environment": "mlx",
        "interpreter": {"python": "3.11.9", "platform": "darwin", "machine": "arm64"},
        "modules": [
            {
                "module": name,
                "path": f"scripts/{name}.py",
                "verdict": "importable",
                "outcome": "imported" if agrees else "failed",
                "error": None if agrees else "No module named 'gone'",
                "agrees": agrees,
            }
            for name, agrees in verdicts.items()
        ],
    }
    (folder / "evidence/mlx.json").write_text(json.dumps(document), encoding="utf-8")
    done = run(
        "standards-lint", "report", "--output", folder / "report", "--evidence",
        folder / "evidence", "--before", root / "examples/after", cwd=tree,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return folder / "report/report.html"


@pytest.fixture(scope="session")
def large(run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on many modules, every tenth of which needs torch."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "standards-lint.toml").write_text(CONFIG, encoding="utf-8")
    for number in range(MODULES):
        package = folder / f"src/big/part{number // 100:02}"
        package.mkdir(parents=True, exist_ok=True)
        source = "import torch\n" if number % 10 == 0 else ""
        (package / f"module{number:04}.py").write_text(source, encoding="utf-8")
    done = run("standards-lint", "report", "--output", folder / "report", cwd=folder)
    assert done.returncode == 1, done.stderr
    return folder / "report/report.html"


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that notes what goes wrong, and what it loads besides its file."""
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    wrong: list[Any] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(error))  # noqa: PLW0108 - is given attributes
    opened.on("console", lambda message: wrong.append(message.text))

    def note(request: Request) -> None:
        asked.append(request.url)

    opened.on("request", note)
    yield opened
    assert wrong == []
    assert [url for url in asked if not url.endswith("/report.html")] == []
    width = opened.evaluate("document.documentElement.scrollWidth")
    assert width == request.param, "the page is wider than the window"
    opened.close()


def shown(page: Page) -> str:
    return page.locator("#shown").inner_text()


def test_the_clauses_are_told_by_environment_with_what_was_before(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    row = page.locator("#clauses tr", has_text=re.compile(r"^2\.a"))
    expect(row.locator(".state")).to_have_text(["passed", "failed (1)", "failed (1)", "passed"])
    expect(page.locator("#summary")).to_contain_text("5 in 2 environments")


def test_a_click_on_a_red_cell_draws_the_chain_with_its_lines(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    page.get_by_label("whisperx_asr in mlx: unimportable").click()
    detail = page.locator("#detail")
    expect(detail).to_be_visible()
    expect(detail.locator("text")).to_have_text(
        [
            "whisperx_asr",
            re.compile(r"scripts/whisperx_asr\.py:\d+$"),
            "whisperx_integration",
            re.compile(r"scripts/whisperx_integration\.py:\d+$"),
            "device_selector",
            re.compile(r"scripts/device_selector\.py:\d+$"),
            "missing: torch",
        ]
    )
    box = detail.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
    for text in detail.locator("svg text").all():
        inner, outer = text.bounding_box(), detail.locator("svg rect").first.bounding_box()
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"], text.text_content()
    target = detail.locator("svg a").first.get_attribute("href")
    assert (small.parent / target.partition("#")[0]).resolve().is_file()
    page.keyboard.press("Escape")
    expect(detail).not_to_be_visible()


def test_what_a_real_interpreter_said_is_in_the_cells(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    cell = "{} in {}: importable"
    expect(page.get_by_label(cell.format("whisper_backends", "mlx"))).to_have_text("✓")
    expect(page.get_by_label(cell.format("bias_window_generator", "mlx"))).to_have_text("✗")
    expect(page.get_by_label(cell.format("whisper_backends", "whisperx"))).to_have_text("")
    page.get_by_label(cell.format("bias_window_generator", "mlx")).click()
    expect(page.locator("#detail-text")).to_contain_text("does not agree")


def test_a_number_of_problems_leads_to_them(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    row = page.locator("#clauses tr", has_text=re.compile(r"^2\.a"))
    row.locator("summary").click()
    row.locator("details a").first.click()
    problems = page.locator("#problem-standards-lint-ENV001")
    expect(problems.locator("li")).to_contain_text("scripts/device_selector.py:")


def test_many_modules_are_grouped_and_found(page: Page, large: Path) -> None:
    page.goto(large.as_uri())
    assert shown(page) == f"{MODULES} of {MODULES} modules"
    expect(page.locator("#matrix .module")).to_have_count(0)
    expect(page.locator("#matrix .fold")).to_have_count(20)
    expect(page.locator("#matrix .heat").first).to_have_text("10/100")

    page.locator("#matrix .fold").first.click()
    expect(page.locator("#matrix .module")).to_have_count(100)

    page.fill("#search", "module199")
    assert shown(page) == f"10 of {MODULES} modules"
    expect(page.locator("#matrix .module")).to_have_count(10)
    page.get_by_label("big.part19.module1990 in mlx: unimportable").click()
    expect(page.locator("#graph svg")).to_contain_text("missing: torch")


def test_filters_narrow_rows_and_columns(page: Page, large: Path) -> None:
    page.goto(large.as_uri())
    page.select_option("#verdict", "unimportable")
    assert shown(page) == f"200 of {MODULES} modules"
    page.locator("#environments").get_by_label("mlx").uncheck()
    assert shown(page) == f"0 of {MODULES} modules"
    page.select_option("#verdict", "importable")
    assert shown(page) == f"{MODULES} of {MODULES} modules"
    expect(page.locator("#matrix thead th")).to_have_text(["module", "whisperx"])
    page.click("#expand")
    expect(page.locator("#matrix .module")).to_have_count(MODULES)
    page.click("#collapse")
    expect(page.locator("#matrix .module")).to_have_count(0)


def test_the_map_is_usable_with_the_keyboard(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    page.get_by_label("device_selector in mlx: unimportable").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(page.locator("#detail")).not_to_be_visible()
