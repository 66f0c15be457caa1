"""`make` brings its tools through the index that pip is set up for, and names none itself."""

import re
import sys
from pathlib import Path

import pytest

ADDRESS = "https://packages.example/simple"
VARIABLES = ("UV_DEFAULT_INDEX", "UV_INSECURE_HOST", "SSL_CERT_FILE")
SHOW = "show: ; @env"


@pytest.fixture
def exported(root: Path, tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch):
    """Return what make hands on to uv where pip is set up by this file."""
    settings = tmp_path / "pip.conf"
    for variable in (*VARIABLES, "PIP_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_CERT"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))

    def exported(pip: str) -> dict[str, str]:
        settings.write_text(f"[global]\n{pip}", encoding="utf-8")
        python = f"PYTHON={sys._base_executable}"
        done = run("make", "--eval", SHOW, python, "show", cwd=root)
        assert done.returncode == 0, done.stderr
        lines = (line.partition("=") for line in done.stdout.splitlines())
        return {name: value for name, _, value in lines if name in VARIABLES}

    return exported


def test_uv_is_told_what_pip_is_told(exported) -> None:
    pip = f"index-url = {ADDRESS}\ncert = /etc/ca.pem\ntrusted-host = packages.example\n"
    assert exported(pip) == {
        "UV_DEFAULT_INDEX": ADDRESS,
        "UV_INSECURE_HOST": "packages.example",
        "SSL_CERT_FILE": "/etc/ca.pem",
    }


def test_the_environment_comes_before_the_file(exported, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", ADDRESS)
    assert exported("index-url = https://other.example/simple\n")["UV_DEFAULT_INDEX"] == ADDRESS


def test_what_uv_is_told_already_stays(exported, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", ADDRESS)
    assert exported("index-url = https://other.example/simple\n")["UV_DEFAULT_INDEX"] == ADDRESS


def test_a_plain_pip_needs_nothing(exported, root: Path) -> None:
    assert "UV_DEFAULT_INDEX" not in exported("")
    for name in ("Makefile", "tox.ini", ".ci/run"):
        assert not re.search(r"https?://", (root / name).read_text(encoding="utf-8"))
