"""mlx-whisper: Whisper on Apple's MLX (on Linux on the cpu), without torch.

Each piece is a call of its own: the library's `clip_timestamps` obeys the first start only, and its
`initial_prompt`, the one way to name terms, reaches only the first window of a call. So what
remains of a piece, where the library decodes one in two steps, is decoded without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx_whisper
import numpy as np
from mlx.utils import tree_flatten
from mlx_whisper.audio import N_FRAMES, N_SAMPLES, log_mel_spectrogram, pad_or_trim
from mlx_whisper.tokenizer import LANGUAGES, get_tokenizer
from mlx_whisper.transcribe import ModelHolder
from mlx_whisper.whisper import Whisper

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.model import Segment
from asr_pipeline.pieces import Piece
from asr_pipeline.whisper_backends import heard
from asr_pipeline.whisper_backends.protocol import Placement
from asr_pipeline.whisper_backends.waveform import samples_of
from asr_pipeline.whisper_backends.whisper_family import WhisperRecogniser
from asr_pipeline.whisper_backends.whisper_request import ENGLISH, prompt_of

NAME = "mlx"
WEIGHTS = ("weights.safetensors", "weights.npz")  # in the order in which the library looks
_DTYPES = {"float16": mx.float16, "float32": mx.float32}


class MlxDecoder:
    """See `Decoder`; the library keeps the model it loaded last, and is given its folder."""

    def __init__(self, model: Whisper, folder: Path, dtype: mx.Dtype) -> None:
        self._model = model
        self._folder = folder
        self._dtype = dtype
        multilingual = model.is_multilingual
        self.languages = list(LANGUAGES)[: model.num_languages] if multilingual else [ENGLISH]
        self._tokenizer = get_tokenizer(multilingual)

    def language_of(self, speech: np.ndarray) -> tuple[str, float]:
        """See `Decoder.language_of`."""
        mel = log_mel_spectrogram(speech, n_mels=self._model.dims.n_mels, padding=N_SAMPLES)
        segment = pad_or_trim(mel, N_FRAMES, axis=-2).astype(self._dtype)
        _, probabilities = self._model.detect_language(segment)
        return max(probabilities.items(), key=lambda item: item[1])

    def decode(
        self, samples: np.ndarray, pieces: Iterable[Piece], language: str, task: str
    ) -> Iterator[Segment]:
        """See `Decoder.decode`."""
        for piece in pieces:
            found = mlx_whisper.transcribe(
                samples_of(samples, piece),
                path_or_hf_repo=str(self._folder),
                language=language,
                task=task,
                initial_prompt=prompt_of(
                    piece.terms, lambda text: len(self._tokenizer.encode(text))
                ),
                condition_on_previous_text=False,
                word_timestamps=True,
                fp16=self._dtype == mx.float16,
            )
            for one in found["segments"]:
                if segment := _segment(one, piece):
                    yield segment


def create(model: Path, placement: Placement) -> WhisperRecogniser:
    """Load an MLX model folder; weights of another number format are converted.

    Raises:
        ModelUnavailableError: its files are damaged, incomplete or of another kind.
    """
    mx.set_default_device(mx.cpu if placement.device == "cpu" else mx.gpu)
    dtype = _DTYPES[placement.compute_type]
    try:
        loaded = ModelHolder.get_model(str(model), dtype)
        _check_weights(loaded, model)
    except (RuntimeError, ValueError, TypeError, KeyError, OSError) as error:
        raise ModelUnavailableError(
            f"the model {model} cannot be loaded: {error}",
            "put its files there again, or name another folder with --model",
        ) from error
    loaded.set_dtype(dtype)
    decoder = MlxDecoder(loaded, model, dtype)
    return WhisperRecogniser(NAME, model.name, placement.device, decoder)


def _check_weights(loaded: Whisper, folder: Path) -> None:
    """Refuse what the library loads without a word: it leaves at random what a file lacks."""
    path = next(path for path in map(folder.joinpath, WEIGHTS) if path.exists())
    needed = {name for name, _ in tree_flatten(loaded.parameters())} - {"alignment_heads"}
    if missing := needed.difference(mx.load(str(path))):
        raise ValueError(f"{path.name} lacks {len(missing)} of {len(needed)} weights")
    widths = (loaded.encoder.conv1.weight.shape[0], loaded.decoder.positional_embedding.shape[1])
    if widths != (loaded.dims.n_audio_state, loaded.dims.n_text_state):
        raise ValueError(f"{path.name} and config.json are of different models")


def _segment(found: dict[str, Any], piece: Piece) -> Segment | None:
    words = [
        heard.word(one["word"], _span(one, piece), one.get("probability"))
        for one in found.get("words", ())
    ]
    return heard.segment(found["text"], _span(found, piece), found.get("avg_logprob"), words)


def _span(found: dict[str, Any], piece: Piece) -> heard.Span | None:
    return heard.span(found.get("start"), found.get("end"), piece)
