"""The commands, gathered. Their modules import what is heavy only when they run."""

from __future__ import annotations

from pathlib import Path

import click

from asr_pipeline.cli.doctor import doctor
from asr_pipeline.cli.envs import envs
from asr_pipeline.cli.evaluate import evaluate
from asr_pipeline.cli.jobs import resume, status, verify
from asr_pipeline.cli.run import run
from asr_pipeline.cli.stages import stages


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="asr-pipeline")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Configuration file; by default asr-pipeline.toml, if there is one.",
)
@click.pass_context
def app(context: click.Context, config: Path | None) -> None:
    """Speech in, transcripts and subtitles out.

    Exit codes: 0 done, 2 wrong use or configuration, 3 bad input media, 4 environment or model
    not available, 5 a stage failed, 130 interrupted.
    """
    context.obj = config


for command in (run, resume, status, verify, stages, envs, doctor, evaluate):
    app.add_command(command)
