"""The backends, behind one function that creates them and one that recommends one."""

import importlib
import importlib.util
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

LIBRARIES = {"whisperx": "whisperx", "mlx": "mlx_whisper"}


class BackendUnavailableError(RuntimeError):
    """The library of a backend is not installed in this environment."""


class Backend(Protocol):
    """A speech recogniser."""

    device: str

    def transcribe(self, audio: str, model: str, prompt: str) -> str:
        """Return the text of an audio file, decoded with a model folder and a prompt."""
        ...


def _load(name: str) -> ModuleType:
    try:
        return importlib.import_module(LIBRARIES[name])
    except ImportError as error:
        raise BackendUnavailableError(
            f"the {name} backend needs {LIBRARIES[name]}: run this in the {name} environment"
        ) from error


@dataclass(frozen=True)
class WhisperXBackend:
    """WhisperX, in the environment with torch."""

    device: str
    compute_type: str

    def transcribe(self, audio: str, model: str, prompt: str) -> str:
        """Return the text of an audio file, decoded with a model folder and a prompt."""
        loaded = _load("whisperx").load_model(
            model,
            self.device,
            compute_type=self.compute_type,
            asr_options={"initial_prompt": prompt or None},
        )
        return " ".join(segment["text"].strip() for segment in loaded.transcribe(audio)["segments"])


@dataclass(frozen=True)
class MlxBackend:
    """mlx-whisper, in the environment without torch."""

    device: str

    def transcribe(self, audio: str, model: str, prompt: str) -> str:
        """Return the text of an audio file, decoded with a model folder and a prompt."""
        options = {"path_or_hf_repo": model, "initial_prompt": prompt or None}
        return _load("mlx").transcribe(audio, **options)["text"].strip()


def get_recommended_backend() -> str:
    """Return the backend whose library is installed, mlx where both are.

    Raises:
        BackendUnavailableError: there is none.
    """
    for name in ("mlx", "whisperx"):
        if importlib.util.find_spec(LIBRARIES[name]) is not None:
            return name
    raise BackendUnavailableError(f"install one of {', '.join(sorted(LIBRARIES.values()))}")


def create_backend(name: str, device: str = "cpu") -> Backend:
    """Create a backend on a device that this machine has.

    Raises:
        ValueError: the backend or the device is unknown.
    """
    from device_selector import select_device, validate_device_and_compute_type

    if name not in LIBRARIES:
        raise ValueError(f"unknown backend {name!r}: choose one of {', '.join(LIBRARIES)}")
    usable, _ = select_device(device)
    if name == "mlx":
        return MlxBackend(usable)
    return WhisperXBackend(*validate_device_and_compute_type(usable, "float16"))
