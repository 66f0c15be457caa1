"""Choose the device and compute type that a backend runs on."""

import logging
import platform

import torch

logger = logging.getLogger(__name__)

FALLBACK_DEVICE = "cpu"
COMPUTE_TYPES = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8"), "mps": ("float16",)}


def check_device_available(device: str) -> bool:
    """Tell whether this machine and environment can compute on a device."""
    match device.lower():
        case "cpu":
            return True
        case "cuda":
            return bool(torch.cuda.is_available())
        case "mps":
            return platform.system() == "Darwin" and bool(torch.backends.mps.is_available())
        case _:
            return False


def select_device(preferred: str) -> tuple[str, bool]:
    """Return a usable device and whether it is a fallback for the preferred one.

    Raises:
        ValueError: the device is not one of `COMPUTE_TYPES`.
    """
    if preferred not in COMPUTE_TYPES:
        raise ValueError(f"unknown device {preferred!r}: choose one of {', '.join(COMPUTE_TYPES)}")
    if check_device_available(preferred):
        return preferred, False
    logger.warning("device %s is not available: using %s", preferred, FALLBACK_DEVICE)
    return FALLBACK_DEVICE, True


def select_whisperx_device() -> str:
    """Return the fastest device that CTranslate2, below WhisperX, can use."""
    return "cuda" if check_device_available("cuda") else FALLBACK_DEVICE


def validate_device_and_compute_type(device: str, compute_type: str) -> tuple[str, str]:
    """Return the pair with a compute type that the device supports."""
    supported = COMPUTE_TYPES[device]
    if compute_type in supported:
        return device, compute_type
    logger.warning("%s does not compute %s: using %s", device, compute_type, supported[0])
    return device, supported[0]
