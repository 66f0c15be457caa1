"""The tables that name environments, stages and backends.

Stages and backends appear as module names only: their modules are imported in the child process
of their own environment and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from asr_pipeline.errors import UsageError

BACKEND = "backend"  # a stage with this environment runs where the chosen backend runs
SOURCE = "source"  # the artifact name of the input file itself
GLOSSARY = "glossary"  # the artifact name of the glossary file, which not every job has
DEVICES = ("auto", "cpu", "cuda", "mps")
FORMATS = ("srt", "vtt", "ass", "txt", "tsv", "json")
_VOICE = "asr_pipeline.whisper_backends.voice"
_ALIGNMENT = "asr_pipeline.whisper_backends.alignment"


class Environment(Struct, frozen=True):
    """An isolated environment: `imports` must be importable there for it to be of use."""

    name: str
    purpose: str
    imports: tuple[str, ...] = ()


class Stage(Struct, frozen=True):
    """A step of every job.

    `number` orders the stages and names their folders; it never changes, so that older jobs keep
    loading. `reads` and `writes` are artifact names, or glob patterns of them, `parameters` the
    fields of the request that the stage sees, `distributions` what its result depends on. A stage
    with `only_if` runs where that field of the request is set; what a stage that `delivers` writes
    is what the user asked for.
    """

    number: int
    name: str
    module: str
    environment: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    only_if: str | None = None
    delivers: bool = False

    @property
    def folder(self) -> str:
        """The name of the stage's folder in a job."""
        return f"{self.number:02}_{self.name}"


class Backend(Struct, frozen=True):
    """A speech recogniser.

    A model folder must hold, for each entry of `model_files`, a file matching one of its patterns;
    `bundled_model` names the model that the backend brings itself, `compute_types` its number
    formats where it has not all of the device's, `hub_repositories` the names under which hubs keep
    model NAME. `detectors` and `aligners` are modules, the first that can be used is: of
    `whisper_backends.voice`, which find speech, and of `whisper_backends.alignment`, which set word
    times. `hidden` backends are never picked and not advertised.
    """

    name: str
    module: str
    environment: str
    devices: tuple[str, ...]
    distributions: tuple[str, ...] = ()
    model_files: tuple[tuple[str, ...], ...] = ()
    bundled_model: str | None = None
    compute_types: tuple[str, ...] = ()
    hub_repositories: tuple[str, ...] = ()
    detectors: tuple[str, ...] = (f"{_VOICE}.everything",)
    aligners: tuple[str, ...] = (f"{_ALIGNMENT}.recognised",)
    hidden: bool = False


_Row = TypeVar("_Row", Environment, Stage, Backend)

ENVIRONMENTS = (
    Environment("core", "orchestration, decoding, subtitles, evaluation", ("av", "pysubs2")),
    Environment("embedded", "pocketsphinx with its own US-English model", ("pocketsphinx",)),
    Environment("whisperx", "WhisperX on torch", ("whisperx", "torch")),
    Environment("mlx", "Whisper on MLX, without torch", ("mlx_whisper", "mlx")),
    Environment("faster", "Whisper on CTranslate2, without torch", ("faster_whisper",)),
)

CTRANSLATE2_FILES = (
    ("model.bin",),
    ("config.json",),
    ("tokenizer.json",),
    ("vocabulary.json", "vocabulary.txt"),
)

# In order of preference; those that find an accelerator go before all others.
BACKENDS = (
    Backend(
        name="whisperx",
        module="asr_pipeline.whisper_backends.whisperx",
        environment="whisperx",
        devices=("cuda", "cpu"),
        distributions=("whisperx", "faster-whisper", "ctranslate2", "torch", "transformers"),
        model_files=CTRANSLATE2_FILES,
        hub_repositories=("Systran/faster-whisper-{name}",),
        detectors=(f"{_VOICE}.pyannote",),
        aligners=(f"{_ALIGNMENT}.wav2vec2", f"{_ALIGNMENT}.recognised"),
    ),
    Backend(
        name="faster",
        module="asr_pipeline.whisper_backends.faster",
        environment="faster",
        devices=("cuda", "cpu"),
        distributions=("faster-whisper", "ctranslate2"),
        model_files=CTRANSLATE2_FILES,
        hub_repositories=("Systran/faster-whisper-{name}",),
        detectors=(f"{_VOICE}.silero",),
    ),
    Backend(
        name="mlx",
        module="asr_pipeline.whisper_backends.mlx",
        environment="mlx",
        devices=("mps", "cpu"),
        distributions=("mlx", "mlx-whisper"),
        model_files=(("config.json",), ("weights.safetensors", "weights.npz")),
        compute_types=("float16", "float32"),
        hub_repositories=("mlx-community/whisper-{name}", "mlx-community/whisper-{name}-mlx"),
        detectors=(f"{_VOICE}.silero", f"{_VOICE}.everything"),
    ),
    Backend(
        name="embedded",
        module="asr_pipeline.whisper_backends.embedded",
        environment="embedded",
        devices=("cpu",),
        distributions=("pocketsphinx",),
        model_files=(("*/mdef",), ("*.lm.bin",), ("*.dict",)),
        bundled_model="en-us",
        detectors=(f"{_VOICE}.endpointer",),
        aligners=(f"{_ALIGNMENT}.forced", f"{_ALIGNMENT}.recognised"),
    ),
    Backend(
        name="null",
        module="asr_pipeline.whisper_backends.null",
        environment="core",
        devices=("cpu",),
        bundled_model="null",
        hidden=True,
    ),
)

STAGES = (
    Stage(
        number=1,
        name="demux",
        module="asr_pipeline.stages.demux",
        environment="core",
        reads=(SOURCE,),
        writes=("audio.wav",),
        distributions=("av",),
    ),
    Stage(
        number=2,
        name="glossary_load",
        module="asr_pipeline.stages.glossary_load",
        environment="core",
        reads=(GLOSSARY, "audio.wav"),
        writes=("glossary.json", "bias_windows.json"),
    ),
    Stage(
        number=3,
        name="vad",
        module="asr_pipeline.stages.vad",
        environment=BACKEND,
        reads=("audio.wav",),
        writes=("speech.json",),
        parameters=("backend",),
    ),
    Stage(
        number=4,
        name="asr",
        module="asr_pipeline.stages.asr",
        environment=BACKEND,
        reads=("audio.wav", "glossary.json", "bias_windows.json", "speech.json"),
        writes=("transcript.json",),
        parameters=(
            *("backend", "device", "compute_type", "model", "model_digest"),
            *("language", "task"),
        ),
    ),
    Stage(
        number=5,
        name="alignment",
        module="asr_pipeline.stages.alignment",
        environment=BACKEND,
        reads=("audio.wav", "glossary.json", "transcript.json"),
        writes=("aligned.json",),
        parameters=("backend", "model", "model_digest", "align_model", "align_model_digest"),
    ),
    Stage(
        number=6,
        name="hallucination_removal",
        module="asr_pipeline.stages.hallucination_removal",
        environment="core",
        reads=("speech.json", "aligned.json"),
        writes=("cleaned.json",),
    ),
    Stage(
        number=7,
        name="subtitle_generation",
        module="asr_pipeline.stages.subtitle_generation",
        environment="core",
        reads=("cleaned.json",),
        writes=("*.srt", "*.vtt", "*.ass", "*.txt", "*.tsv", "*.cues.json"),
        parameters=("title", "formats"),
        distributions=("pysubs2",),
        delivers=True,
    ),
    Stage(
        number=8,
        name="mux",
        module="asr_pipeline.stages.mux",
        environment="core",
        reads=(SOURCE, "*.srt"),
        writes=("*.mkv",),
        parameters=("title", "language"),
        distributions=("imageio-ffmpeg",),
        only_if="mux",
        delivers=True,
    ),
)


def find_backend(name: str) -> Backend:
    """Return the row of a backend.

    Raises:
        UsageError: no backend has this name.
    """
    shown = [row.name for row in BACKENDS if not row.hidden]
    return _named(BACKENDS, name, "backend", shown)


def find_stage(name: str) -> Stage:
    """Return the row of a stage.

    Raises:
        UsageError: no stage has this name.
    """
    return _named(STAGES, name, "stage", [row.name for row in STAGES])


def find_environment(name: str) -> Environment:
    """Return the row of an environment.

    Raises:
        UsageError: no environment has this name.
    """
    return _named(ENVIRONMENTS, name, "environment", [row.name for row in ENVIRONMENTS])


def check_device(name: str) -> None:
    """Refuse what is no device.

    Raises:
        UsageError: no device has this name.
    """
    if name not in DEVICES:
        raise _unknown("device", name, DEVICES)


def _named(rows: Iterable[_Row], name: str, kind: str, shown: Iterable[str]) -> _Row:
    for row in rows:
        if row.name == name:
            return row
    raise _unknown(kind, name, shown)


def _unknown(kind: str, name: str, known: Iterable[str]) -> UsageError:
    return UsageError(f"unknown {kind} {name!r}; the {kind}s are: {', '.join(known)}")
