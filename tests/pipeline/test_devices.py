"""Devices: what counts as available, what falls back, what is refused."""

import logging
from types import SimpleNamespace

import pytest
from asr_pipeline import device_selector
from asr_pipeline.device_selector import (
    COMPUTE_TYPES,
    check_device_available,
    select_device,
    select_whisperx_device,
    validate_device_and_compute_type,
)
from asr_pipeline.errors import UsageError
from asr_pipeline.registry import DEVICES
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def machine(monkeypatch):
    """Pretend to be a machine with these libraries; returns how often each was looked for."""

    def pretend(system="Linux", processor="x86_64", **libraries):
        asked = []

        def find(name):
            asked.append(name)
            if name not in libraries:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return libraries[name]

        device_selector._load.cache_clear()
        monkeypatch.setattr(device_selector.importlib, "import_module", find)
        monkeypatch.setattr(device_selector.platform, "system", lambda: system)
        monkeypatch.setattr(device_selector.platform, "machine", lambda: processor)
        return asked

    yield pretend
    device_selector._load.cache_clear()


def torch(cuda=False, mps=False):
    return SimpleNamespace(
        cuda=SimpleNamespace(is_available=lambda: cuda),
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps)),
    )


def test_cpu_is_always_available_and_asks_nobody(machine):
    asked = machine()
    assert check_device_available("cpu")
    assert check_device_available("CPU")
    assert asked == []


@pytest.mark.parametrize("device", ["tpu", "", "cuda:0", "auto"])
def test_an_unknown_device_is_not_available(machine, device):
    machine(torch=torch(cuda=True, mps=True))
    assert not check_device_available(device)


@pytest.mark.parametrize("answer", [True, False])
def test_cuda_is_what_torch_says(machine, answer):
    machine(torch=torch(cuda=answer))
    assert check_device_available("cuda") is answer


@pytest.mark.parametrize(("count", "answer"), [(0, False), (2, True)])
def test_without_torch_cuda_is_what_ctranslate2_says(machine, count, answer):
    machine(ctranslate2=SimpleNamespace(get_cuda_device_count=lambda: count))
    assert check_device_available("cuda") is answer


@pytest.mark.parametrize(
    ("system", "processor", "libraries", "answer"),
    [
        ("Darwin", "arm64", {}, True),
        ("Darwin", "x86_64", {}, False),
        ("Linux", "aarch64", {}, False),
        ("Darwin", "x86_64", {"torch": torch(mps=True)}, True),
        ("Darwin", "arm64", {"torch": torch(mps=False)}, False),
        ("Linux", "x86_64", {"torch": torch(mps=True)}, False),
    ],
)
def test_mps(machine, system, processor, libraries, answer):
    machine(system, processor, **libraries)
    assert check_device_available("mps") is answer


def test_a_missing_library_is_looked_for_once_and_said_so(machine, caplog):
    asked = machine()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            assert not check_device_available("cuda")
    assert asked == ["torch", "ctranslate2"]
    assert "torch is not available" in caplog.text


def test_auto_takes_the_fastest_and_is_no_fallback(machine):
    machine("Darwin", "arm64")
    assert select_device("auto") == ("mps", False)
    assert select_device("auto", ("cuda", "cpu")) == ("cpu", False)
    machine(torch=torch(cuda=True))
    assert select_device() == ("cuda", False)


def test_a_device_that_is_not_there_falls_back_and_says_so(machine, caplog):
    machine()
    assert select_device("cuda") == ("cpu", True)
    assert select_device("mps") == ("cpu", True)
    assert "device cuda" in caplog.text
    assert "device mps" in caplog.text


def test_whisperx_cannot_use_mps(machine, caplog):
    machine("Darwin", "arm64")
    assert select_whisperx_device("mps") == ("cpu", True)
    assert "cannot use it" in caplog.text
    assert select_whisperx_device() == ("cpu", False)


@pytest.mark.parametrize("device", ["tpu", "", "cuda:0"])
def test_an_unknown_device_is_refused(device):
    with pytest.raises(UsageError, match="the devices are: auto, cpu, cuda, mps"):
        select_device(device)


@given(
    st.sampled_from(sorted(COMPUTE_TYPES)),
    st.sampled_from(
        ["auto", *sorted({name for names in COMPUTE_TYPES.values() for name in names})]
    ),
)
def test_corrected_combinations_work_and_stay(device, compute_type):
    corrected = validate_device_and_compute_type(device, compute_type)
    assert corrected[1] in COMPUTE_TYPES[device]
    assert validate_device_and_compute_type(*corrected) == corrected


def test_compute_types(caplog):
    assert validate_device_and_compute_type("cpu") == ("cpu", "int8")
    assert validate_device_and_compute_type("cuda") == ("cuda", "float16")
    assert validate_device_and_compute_type("cpu", "float32") == ("cpu", "float32")
    assert caplog.text == ""
    assert validate_device_and_compute_type("cpu", "float16") == ("cpu", "int8")
    assert "cpu cannot compute in float16; using int8" in caplog.text


@pytest.mark.parametrize(("device", "compute_type"), [("tpu", "auto"), ("cpu", "float8")])
def test_unknown_combinations_are_refused(device, compute_type):
    with pytest.raises(UsageError, match="unknown"):
        validate_device_and_compute_type(device, compute_type)


def test_every_device_on_the_command_line_is_known():
    for device in DEVICES:
        assert select_device(device)[0] in COMPUTE_TYPES
