from pathlib import Path

import pytest

from .selection import Mode, Package, Reduced
from .sites import InstallError, Site, kept

PINS = frozenset({"app==1.0", "middle==1.0", "base==1.0", "other==1.0", "extra-thing==1.0"})


def package(*names: str, mode: Mode = Mode.WITH_DEPENDANTS) -> tuple[Package, Reduced]:
    reduced = Reduced(names, mode)
    return Package("app", "1.0", {"less": reduced}), reduced


def test_dependants_go_too_but_never_the_package_under_test(site: Path) -> None:
    left = kept(*package("base"), Site(site, PINS))
    assert left == {"app==1.0", "other==1.0", "extra-thing==1.0"}


def test_alone_keeps_the_dependants(site: Path) -> None:
    assert kept(*package("base", mode=Mode.ALONE), Site(site, PINS)) == PINS - {"base==1.0"}


def test_leaving_out_what_is_not_there_is_an_error(site: Path) -> None:
    with pytest.raises(InstallError, match=r"app-1\.0 never has torch"):
        kept(*package("torch"), Site(site, PINS))


def test_the_digest_follows_the_pins(site: Path) -> None:
    assert Site(site, PINS).digest != Site(site, PINS - {"base==1.0"}).digest
