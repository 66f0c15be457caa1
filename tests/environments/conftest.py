"""Whisper models that say one sentence whatever they hear: small, local, made in seconds.

Their attention is random but does not reach the output: the token at a position follows from the
position alone. So a test knows the words, and everything around them is the real library.
"""

from pathlib import Path

import pytest

SPEECH = Path(__file__).parents[2] / "examples" / "speech"
SENTENCE = "he was not an ill disposed young man"
END_SECONDS = 2.0  # of the sentence
WIDTH, HEADS, MELS, AUDIO_CONTEXT, TEXT_CONTEXT = 64, 2, 80, 1500, 448
TEXT_TOKENS, TIMESTAMPS, LANGUAGES = 50257, 1501, 99
VOCABULARY = 51865
END_OF_TEXT, START, ENGLISH, FIRST_TIMESTAMP = 50257, 50258, 50259, 50364


@pytest.fixture(scope="session")
def speech():
    """A reading of three seconds, and what is said in it, by the reader and by the models."""
    return SPEECH / "sense_and_sensibility_01-0880.flac", SENTENCE


@pytest.fixture(scope="session")
def sentence():
    """What the models say."""
    return SENTENCE


@pytest.fixture(scope="session")
def wav(speech, tmp_path_factory):
    """The reading of three seconds as stages are given it."""
    from asr_pipeline.jobs.context import StageContext
    from asr_pipeline.stages import demux

    folder = tmp_path_factory.mktemp("wav")
    demux.run(StageContext(folder, {"source": speech[0]}, {}))
    return folder / "audio.wav"


@pytest.fixture(scope="session")
def ctranslate2_model(tmp_path_factory):
    """A folder that CTranslate2, faster-whisper and WhisperX load as multilingual Whisper."""
    from ctranslate2.specs import WhisperSpec

    tokens = _tokens()
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    _fill_encoder(spec.encoder)
    _fill_decoder(spec.decoder, [tokens.index(f"\u0120{word}") for word in SENTENCE.split()])
    spec.register_vocabulary(tokens)
    languages = range(TEXT_TOKENS + 2, TEXT_TOKENS + 2 + LANGUAGES)
    spec.config.add_attribute("lang_ids", list(languages))
    spec.config.add_attribute("alignment_heads", [(0, 0)])
    spec.config.add_attribute("suppress_ids", [])
    spec.config.add_attribute("suppress_ids_begin", [])
    spec.validate()
    folder = tmp_path_factory.mktemp("ctranslate2") / "one-sentence"
    folder.mkdir()
    spec.save(str(folder))
    _save_tokenizer(folder, tokens)
    return folder


@pytest.fixture(scope="session")
def mlx_model(tmp_path_factory):
    """A folder that mlx-whisper loads as multilingual Whisper."""
    import json

    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_whisper.tokenizer import get_tokenizer
    from mlx_whisper.whisper import ModelDimensions, Whisper

    dimensions = {
        "n_mels": MELS,
        "n_audio_ctx": AUDIO_CONTEXT,
        "n_audio_state": WIDTH,
        "n_audio_head": HEADS,
        "n_audio_layer": 1,
        "n_vocab": VOCABULARY,
        "n_text_ctx": TEXT_CONTEXT,
        "n_text_state": WIDTH,
        "n_text_head": HEADS,
        "n_text_layer": 1,
    }
    mx.random.seed(0)
    weights = dict(tree_flatten(Whisper(ModelDimensions(**dimensions), mx.float16).parameters()))
    weights.pop("alignment_heads", None)
    words = get_tokenizer(multilingual=True).encode(f" {SENTENCE}")
    embeddings, positions = _speaking(words)
    weights["decoder.token_embedding.weight"] = mx.array(embeddings)
    weights["decoder.positional_embedding"] = mx.array(positions)
    for name, value in weights.items():
        if name.startswith("decoder.blocks") and ("out." in name or "mlp2." in name):
            weights[name] = mx.zeros_like(value)
    weights = {name: value.astype(mx.float16) for name, value in weights.items()}
    folder = tmp_path_factory.mktemp("mlx") / "one-sentence"
    folder.mkdir()
    mx.save_safetensors(str(folder / "weights.safetensors"), weights)
    (folder / "config.json").write_text(json.dumps({"model_type": "whisper"} | dimensions))
    return folder


def _tokens():
    """Whisper's multilingual vocabulary: its special tokens, with made-up words before them."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers.pre_tokenizers import ByteLevel

    letters = sorted(ByteLevel.alphabet())
    made_up = [f"word{n}" for n in range(TEXT_TOKENS - 1 - len(letters) - len(SENTENCE.split()))]
    words = [f"\u0120{word}" for word in SENTENCE.split() + made_up]  # U+0120 is a blank
    words.append("")  # the token by which CTranslate2 tells a multilingual model
    tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    codes = ["en", *(code for code in _LANGUAGE_CODES if code not in ("en", "yue"))]
    names = ["endoftext", "startoftranscript", *codes, *tasks]
    times = [f"<|{n * 0.02:.2f}|>" for n in range(TIMESTAMPS)]
    tokens = letters + words + [f"<|{name}|>" for name in names] + times
    assert len(tokens) == VOCABULARY
    return tokens


def _save_tokenizer(folder, tokens):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(tokens[TEXT_TOKENS:-TIMESTAMPS])
    tokenizer.save(str(folder / "tokenizer.json"))


def _random(*shape):
    import numpy as np

    generator = np.random.default_rng(sum(shape))
    return generator.normal(0, 0.05, shape).astype(np.float32)


def _speaking(words):
    """Return token and position embeddings that make the decoder say `words`.

    Position 0 answers which language it is; the prompt (start, language, task) ends at position 2.
    """
    import numpy as np

    embeddings = _random(VOCABULARY, WIDTH)
    embeddings *= 4 / np.linalg.norm(embeddings, axis=1, keepdims=True)
    end = FIRST_TIMESTAMP + round(END_SECONDS / 0.02)
    said = [ENGLISH, START, FIRST_TIMESTAMP, *words, end]
    said += [END_OF_TEXT] * (TEXT_CONTEXT - len(said))
    return embeddings, 10 * embeddings[said]


def _fill_linear(layer, outputs, inputs):
    layer.weight, layer.bias = _random(outputs, inputs), _random(outputs)


def _silence(layer):
    layer.weight, layer.bias = layer.weight * 0, layer.bias * 0


def _fill_norm(layer):
    import numpy as np

    layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)


def _fill_self_attention(layer):
    _fill_norm(layer.layer_norm)
    _fill_linear(layer.linear[0], 3 * WIDTH, WIDTH)
    _fill_linear(layer.linear[1], WIDTH, WIDTH)


def _fill_cross_attention(layer):
    _fill_norm(layer.layer_norm)
    _fill_linear(layer.linear[0], WIDTH, WIDTH)
    _fill_linear(layer.linear[1], 2 * WIDTH, WIDTH)
    _fill_linear(layer.linear[2], WIDTH, WIDTH)


def _fill_feed_forward(layer):
    _fill_norm(layer.layer_norm)
    _fill_linear(layer.linear_0, 4 * WIDTH, WIDTH)
    _fill_linear(layer.linear_1, WIDTH, 4 * WIDTH)


def _fill_encoder(encoder):
    for convolution, inputs in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        convolution.weight, convolution.bias = _random(WIDTH, inputs, 3), _random(WIDTH)
    encoder.position_encodings.encodings = _random(AUDIO_CONTEXT, WIDTH)
    _fill_norm(encoder.layer_norm)
    _fill_self_attention(encoder.layer[0].self_attention)
    _fill_feed_forward(encoder.layer[0].ffn)


def _fill_decoder(decoder, words):
    decoder.embeddings.weight, decoder.position_encodings.encodings = _speaking(words)
    decoder.projection.weight = decoder.embeddings.weight
    _fill_norm(decoder.layer_norm)
    (layer,) = decoder.layer
    _fill_self_attention(layer.self_attention)
    _fill_cross_attention(layer.attention)
    _fill_feed_forward(layer.ffn)
    for output in (layer.self_attention.linear[1], layer.attention.linear[2], layer.ffn.linear_1):
        _silence(output)
