"""Which compute device a backend runs on, and with which number format.

Importable in every environment: torch and CTranslate2 are looked for when a device is first asked
for, once per process.
"""

from __future__ import annotations

import importlib
import logging
import platform
from collections.abc import Collection, Sequence
from functools import cache
from types import ModuleType

from asr_pipeline.errors import UsageError
from asr_pipeline.registry import check_device

WHISPERX_DEVICES = ("cuda", "cpu")  # CTranslate2, which runs WhisperX's Whisper, has no MPS
COMPUTE_TYPES = {
    "cpu": ("int8", "float32", "int16", "int8_float32"),
    "cuda": ("float16", "float32", "int8", "int8_float16", "int8_float32", "bfloat16"),
    "mps": ("float16", "float32"),
}
_BY_SPEED = ("cuda", "mps", "cpu")
_log = logging.getLogger(__name__)


def check_device_available(device: str) -> bool:
    """Return whether this process can compute on a device; False for an unknown one."""
    match device.lower():
        case "cpu":
            return True
        case "cuda":
            return _cuda_available()
        case "mps":
            return _mps_available()
        case _:
            return False


def select_device(
    preferred: str = "auto", supported: Collection[str] = _BY_SPEED
) -> tuple[str, bool]:
    """Return (device, did_fallback): `preferred` where it can be used, cpu otherwise.

    `auto` is the fastest available device of those `supported`, and never a fallback.

    Raises:
        UsageError: no device has this name.
    """
    preferred = preferred.lower()
    check_device(preferred)
    if preferred == "auto":
        usable = (name for name in _BY_SPEED if name in supported and check_device_available(name))
        return next(usable, "cpu"), False
    if preferred not in supported:
        return _fall_back(preferred, "this backend cannot use it")
    if not check_device_available(preferred):
        return _fall_back(preferred, "it is not available in this environment on this machine")
    return preferred, False


def select_whisperx_device(preferred: str = "auto") -> tuple[str, bool]:
    """Like `select_device`, among the devices that WhisperX can use."""
    return select_device(preferred, WHISPERX_DEVICES)


def validate_device_and_compute_type(
    device: str, compute_type: str = "auto", supported: Sequence[str] = ()
) -> tuple[str, str]:
    """Return (device, compute_type) that work together.

    `supported` are the number formats of a backend that has not all of the device's, the usual one
    first. `auto` is that, or int8 on cpu and float16 elsewhere. A number format that cannot be
    computed is corrected to that, with a log line.

    Raises:
        UsageError: no device or number format has this name.
    """
    valid = COMPUTE_TYPES.get(device.lower())
    if valid is None:
        raise UsageError(f"unknown device {device!r}; the devices are: {', '.join(COMPUTE_TYPES)}")
    valid = tuple(supported) or valid
    known = {"auto", *(name for names in COMPUTE_TYPES.values() for name in names)}
    if compute_type not in known:
        raise UsageError(
            f"unknown compute type {compute_type!r}; there are: {', '.join(sorted(known))}"
        )
    if compute_type not in ("auto", *valid):
        _log.warning("%s cannot compute in %s; using %s", device, compute_type, valid[0])
    return device.lower(), compute_type if compute_type in valid else valid[0]


def _fall_back(preferred: str, why: str) -> tuple[str, bool]:
    _log.warning("device %s: %s; using cpu", preferred, why)
    return "cpu", True


def _cuda_available() -> bool:
    if torch := _load("torch"):
        return torch.cuda.is_available()
    ctranslate2 = _load("ctranslate2")
    return ctranslate2 is not None and ctranslate2.get_cuda_device_count() > 0


def _mps_available() -> bool:
    if platform.system() != "Darwin":
        return False
    if torch := _load("torch"):
        return torch.backends.mps.is_available()
    return platform.machine() == "arm64"  # every Apple silicon machine has Metal; MLX uses it


@cache
def _load(name: str) -> ModuleType | None:
    """Import an optional module once; what is not installed is not looked for again."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        _log.info("%s is not available (%s); its devices are judged without it", name, error)
        return None
