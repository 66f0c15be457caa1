"""`python -m tests.pipeline.faults`: provoke every fault and write the page about them."""

from .table import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
