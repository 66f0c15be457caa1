"""The ASR stage: the script that a job runs in the environment of its backend."""

import sys

from whisperx_integration import main

if __name__ == "__main__":
    sys.exit(main())
