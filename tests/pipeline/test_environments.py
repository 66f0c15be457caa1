"""Which interpreter runs an environment, and how one is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from asr_pipeline.config import Config, EnvironmentSettings, load_config
from asr_pipeline.environments import install
from asr_pipeline.environments.inspection import resolve
from asr_pipeline.environments.locate import RUNNING, interpreters, python_of
from asr_pipeline.errors import ConfigError, EnvironmentUnavailableError, UsageError

ABSENT = "mlx" if os.environ.get("CELL") != "mlx" else "whisperx"


@pytest.fixture
def checkout(tmp_path):
    """A checkout with locks and no environment installed."""
    for name in ("core", ABSENT):
        (tmp_path / "envs" / name).mkdir(parents=True)
        (tmp_path / "envs" / name / "requirements.txt").write_text("")
    return tmp_path


def fake_python(folder):
    python = python_of(folder)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    return str(python)


def test_the_order_is_configured_running_tox_envs(checkout):
    tox = fake_python(checkout / ".tox" / "core")
    venv = fake_python(checkout / "envs" / "core" / ".venv")
    found = [one.python for one in interpreters("core", Config(checkout))]
    assert found == [sys.executable, tox, venv]
    settings = {"core": EnvironmentSettings("envs/core/.venv/bin/python")}
    config = Config(checkout, checkout / "asr-pipeline.toml", environments=settings)
    assert [one.python for one in interpreters("core", config)] == [venv]


def test_the_running_interpreter_serves_only_what_it_has(checkout):
    assert list(interpreters(ABSENT, Config(checkout))) == []
    (core,) = interpreters("core", Config(checkout))
    assert core.origin == RUNNING


def test_a_broken_interpreter_is_passed_over(checkout):
    fake_python(checkout / ".tox" / ABSENT)
    venv = checkout / "envs" / ABSENT / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    with pytest.raises(EnvironmentUnavailableError) as caught:
        resolve(ABSENT, Config(checkout))
    message = str(caught.value)
    assert str(checkout / ".tox") in message
    assert "has no asr-pipeline" in message
    assert f"asr-pipeline envs install {ABSENT}" in message


def test_an_environment_that_is_not_installed_says_where_it_looked(checkout):
    with pytest.raises(EnvironmentUnavailableError) as caught:
        resolve(ABSENT, Config(checkout))
    assert str(checkout / ".tox" / ABSENT) in str(caught.value)
    with pytest.raises(EnvironmentUnavailableError, match="no checkout"):
        resolve(ABSENT, Config(None))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"models = [", "asr-pipeline.toml: Invalid"),
        (b"model = []", "unknown field `model`"),
        (b"[environments.gpu]\npython = 'x'", "unknown environment 'gpu'"),
        (b"# caf\xe9", "asr-pipeline.toml is not UTF-8"),
    ],
)
def test_a_configuration_that_cannot_be_read(tmp_path, content, words):
    path = tmp_path / "asr-pipeline.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        load_config(path)
    with pytest.raises(ConfigError, match="cannot read the configuration"):
        load_config(tmp_path / "missing.toml")


def test_an_unknown_environment():
    with pytest.raises(UsageError, match="unknown environment"):
        resolve("tensorflow", Config(None))


def test_the_running_interpreter_reports_its_versions(checkout):
    found = resolve("core", Config(checkout))
    assert found.report.distributions.keys() == {"av", "imageio-ffmpeg", "pysubs2"}
    assert found.report.python.startswith("3.")


def test_settings_are_relative_to_their_file(tmp_path, monkeypatch):
    monkeypatch.delenv("ASR_PIPELINE_MODELS", raising=False)
    (tmp_path / "asr-pipeline.toml").write_text('models = ["models", "/opt/models"]')
    monkeypatch.chdir(tmp_path)
    assert load_config().models == (tmp_path / "models", Path("/opt/models"))
    monkeypatch.setenv("ASR_PIPELINE_MODELS", f"/a{os.pathsep}/b")
    assert load_config().models == (Path("/a"), Path("/b"))


@pytest.fixture
def recorded(monkeypatch):
    commands = []

    def run(command, **settings):
        commands.append(list(map(str, command)))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(install.subprocess, "run", run)
    monkeypatch.setattr(install.venv, "create", lambda folder, **settings: fake_python(folder))
    return commands


@pytest.mark.parametrize("uv", ["/usr/bin/uv", None])
def test_installing_uses_hashes_then_this_package_without_dependencies(
    checkout, recorded, monkeypatch, uv
):
    monkeypatch.setattr(install.shutil, "which", lambda name: uv)
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: None)
    folder = install.install_environment(ABSENT, Config(checkout))
    assert folder == checkout / "envs" / ABSENT / ".venv"
    lock, package = recorded
    assert (uv or str(python_of(folder))) == lock[0] == package[0]
    assert lock[-3:-1] == ["--require-hashes", "-r"]
    assert lock[-1] == str(checkout / "envs" / ABSENT / "requirements.txt")
    assert package[-3:-1] == ["--no-deps", "-e"]
    assert str(python_of(folder)) in package


def test_a_failed_installation_is_one_message(checkout, recorded, monkeypatch):
    monkeypatch.setattr(
        install.subprocess,
        "run",
        lambda command, **settings: subprocess.CompletedProcess(command, 2),
    )
    with pytest.raises(EnvironmentUnavailableError, match="status 2"):
        install.install_environment(ABSENT, Config(checkout))


def test_installing_needs_a_checkout(tmp_path):
    with pytest.raises(ConfigError, match="inside the checkout"):
        install.install_environment("core", Config(None))
    with pytest.raises(ConfigError, match="no lock"):
        install.install_environment("core", Config(tmp_path))
