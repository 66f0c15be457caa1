"""`python -m benchmarks.pipeline.in_one_process SOURCE FOLDER`: the same stages without a pipeline.

No child processes, manifests, digests or locks: what is left is the work. Prints the seconds of
CPU of each stage as JSON.
"""

import importlib
import json
import sys
import time
from pathlib import Path

from asr_pipeline.jobs.context import StageContext
from asr_pipeline.registry import SOURCE, STAGES

PARAMETERS = {
    "backend": "embedded",
    "device": "auto",
    "compute_type": "auto",
    "model": None,
    "model_digest": None,
    "align_model": None,
    "align_model_digest": None,
    "language": None,
    "task": "transcribe",
    "title": "speech",
    "formats": ["srt", "vtt"],
}


def main(source: Path, folder: Path) -> None:
    """Run every stage that a job without options has, in order."""
    seconds = {}
    for stage in STAGES:
        if stage.only_if:
            continue
        inputs = {name: folder / name for name in stage.reads if (folder / name).exists()}
        if SOURCE in stage.reads:
            inputs[SOURCE] = source
        parameters = {name: PARAMETERS[name] for name in stage.parameters}
        started = time.process_time()
        importlib.import_module(stage.module).run(StageContext(folder, inputs, parameters))
        seconds[stage.name] = time.process_time() - started
    json.dump(seconds, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
