"""Comments hide findings; what they hide and whether they are needed."""

import pytest
from standards_lint import review, run
from standards_lint.config import Project
from standards_lint.inspection import SourceFile
from standards_lint.rules import Selection
from standards_lint.suppressions import inspect

CONFIG = "[environments.a]\nprovides = ['torch']\n[environments.b]\nprovides = []\n"
COMMENT = "# standards: ignore[ENV001] why"
CHAIN = {"a.py": "import b\n", "b.py": "import os\nimport c\n", "c.py": "import torch\n"}


def report(tree, files, *, config=CONFIG, names=(), paths=(), select=("ENV001", "ENV002", "SUP")):
    root = tree({"standards-lint.toml": config, **files})
    analysis = run.analyse(Project.load(root, None), names, run.Options(jobs=1, cache=False))
    return review.report(analysis, Selection(select=select), [root / path for path in paths])


def codes(found):
    return [(item.code, item.path, item.line) for item in found.findings]


def abouts(text):
    file = SourceFile.read("m", text.encode(), is_package=False)
    return [(seen.line, seen.about, seen.names, seen.text) for seen in inspect(file)]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (f"import a  {COMMENT}\n", (1, 1)),
        (f"{COMMENT}\nimport a\n", (2, 2)),
        (f"{COMMENT}\n# more\n\nimport a\n", (4, 4)),
        (f"from a import (\n    b,  {COMMENT}\n    c,\n)\n", (1, 4)),
        (f"from a import (\n    b,\n)  {COMMENT}\n", (1, 3)),
        (f"x = 1; import a  {COMMENT}\n", (1, 1)),
        (f"try:  {COMMENT}\n    import a\nexcept E:\n    pass\n", (1, 1)),
        (f"if x:\n    {COMMENT}\n    import a\n", (3, 3)),
        (f"{COMMENT}\n@decorated\n@twice(\n)\ndef f():\n    pass\n", (2, 5)),
        (f"x = '''\n'''  {COMMENT}", (1, 2)),
        (f"import a\n{COMMENT}", (0, 0)),
        ("import a  # noqa # standards: ignore[ENV001] why\n", (1, 1)),
        ("import a  # standards: ignore[ENV001] why  # noqa\n", (1, 1)),
    ],
)
def test_a_comment_is_about_its_statement(text, about):
    ((_, found, names, reason),) = abouts(text)
    assert (found, names, reason) == (about, ("ENV001",), "why")


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{COMMENT}"\n',
        f'"""\n{COMMENT}\n"""\n',
        f'x = f"""{{1}}\n{COMMENT}\n"""\n',
        "# standards: see the handbook\n",
        "# the standards: ignore them\n",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert abouts(text) == []


def test_several_codes_and_the_file_wide_form():
    ((line, about, names, reason),) = abouts("x\n# standards: ignore-file[ ENV001,DEG ] a b\n")
    assert (line, about, names, reason) == (2, None, ("ENV001", "DEG"), "a b")


@pytest.mark.parametrize("path", CHAIN)
@pytest.mark.parametrize("form", ["behind", "above", "file"])
def test_at_any_edge_of_the_chain(tree, path, form):
    *before, last = CHAIN[path].splitlines()
    text = {
        "behind": [*before, f"{last}  {COMMENT}"],
        "above": [*before, COMMENT, last],
        "file": [COMMENT.replace("ignore", "ignore-file"), *before, last],
    }[form]
    found = report(tree, {**CHAIN, path: "\n".join(text)})
    assert codes(found) == []
    (hidden,) = found.suppressed
    assert (hidden.finding.code, hidden.by, hidden.reason) == ("ENV001", "comment", "why")


def test_what_breaks_by_another_way_is_still_told(tree):
    files = {**CHAIN, "a.py": f"import b  {COMMENT}\n", "other.py": "import c\n"}
    found = report(tree, files)
    assert codes(found) == [("ENV001", "c.py", 1)]
    assert found.findings[0].breaks == ("other",)
    assert [step.module for step in found.findings[0].chain] == ["other", "c"]


def test_another_code_hides_nothing_and_is_unused(tree):
    files = {**CHAIN, "c.py": "import torch  # standards: ignore[ENV002,ENV00] why\n"}
    found = report(tree, files)
    assert codes(found) == [("SUP001", "c.py", 1)]
    (finding,) = found.findings
    assert finding.message == "nothing to suppress here: ENV002"
    assert finding.fix.kind == "remove-suppression"
    assert (finding.fix.line, finding.fix.names) == (1, ("ENV002",))


UNUSED = {"a.py": f"import os  {COMMENT}\n"}


@pytest.mark.parametrize(
    ("options", "is_told"),
    [
        ({}, True),
        ({"select": ("ENV001", "SUP001")}, True),
        ({"select": ("ENV002", "SUP001")}, False),
        ({"names": ("a",)}, False),
        ({"names": ("a", "b")}, True),
        ({"paths": ["a.py"]}, True),
        ({"paths": ["b.py"]}, False),
        ({"config": CONFIG + "[per-file-ignores]\n'a.py' = ['SUP']\n"}, False),
        ({"config": CONFIG + "[per-file-ignores]\n'a.py' = ['ENV001']\n"}, False),
        ({"config": CONFIG + "[per-file-ignores]\n'a.py' = ['ENV002']\n"}, True),
    ],
)
def test_a_comment_is_unused_only_if_all_that_it_could_hide_was_looked_for(tree, options, is_told):
    found = report(tree, {**UNUSED, "b.py": ""}, **options)
    assert codes(found) == ([("SUP001", "a.py", 1)] if is_told else [])


@pytest.mark.parametrize(
    ("comment", "messages"),
    [
        ("# standards: ignore", ["SUP001 the comment names no rule"]),
        ("# standards: ignore[] why", ["SUP001 the comment names no rule"]),
        ("# standards: ignore_file[ENV001] why", ["SUP001 the comment names no rule"]),
        ("# standards: ignore[ENV001]", ["SUP002 no reason is given for suppressing ENV001"]),
        ("# standards: ignore[EMV001] why", ["SUP001 `EMV001` is no rule that a comment can"]),
        ("# standards: ignore[SUP001] why", ["SUP001 `SUP001` is no rule that a comment can"]),
    ],
)
def test_malformed_comments_are_findings(tree, comment, messages):
    found = report(tree, {"c.py": f"import torch  {comment}\n"}, select=("SUP", "ENV001"))
    told = [f"{item.code} {item.message}" for item in found.findings if item.code != "ENV001"]
    assert len(told) == len(messages)
    assert all(text.startswith(start) for text, start in zip(told, messages, strict=True))


def test_a_near_code_is_named(tree):
    found = report(tree, {"c.py": "# standards: ignore[EMV001] why\n"}, select=("SUP",))
    assert found.findings[0].message.endswith("; did you mean 'ENV001'?")


def test_comments_in_scripts_that_are_no_modules(tree):
    config = "src = ['lib']\nscripts = ['tool.py']\n" + CONFIG
    files = {"lib/m.py": "", "tool.py": f"import torch  {COMMENT}\n"}
    found = report(tree, files, config=config)
    assert codes(found) == []
    assert len(found.suppressed) == 1
