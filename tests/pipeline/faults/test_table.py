import pytest

from .fault import provoke, row
from .table import FAULTS, PAGE


@pytest.mark.environment("core")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_fault_has_its_message_its_code_and_its_line_in_the_manual(fault):
    answer = provoke(fault)
    assert answer.code == fault.code, answer.message
    assert fault.words in answer.message
    assert row(fault, answer) in PAGE.read_text(encoding="utf-8").splitlines()
