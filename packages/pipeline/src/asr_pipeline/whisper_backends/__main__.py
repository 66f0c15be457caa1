"""Prints, as JSON, which backends this environment can run; asked for by the parent process."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from asr_pipeline.config import load_config
from asr_pipeline.whisper_backends import candidates

if __name__ == "__main__":
    device, *rest = sys.argv[1:]
    config_path, model = (value or None for value in rest)
    config = load_config(Path(config_path) if config_path else None)
    sys.stdout.buffer.write(msgspec.json.encode(candidates(device, config, model)))
