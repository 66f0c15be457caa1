"""`python -m standards_lint`."""

from standards_lint.cli import main

if __name__ == "__main__":
    main(prog_name="standards-lint")
