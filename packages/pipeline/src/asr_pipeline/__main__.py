"""`python -m asr_pipeline`, the same as the `asr-pipeline` script."""

from asr_pipeline.cli import main

if __name__ == "__main__":
    main()
