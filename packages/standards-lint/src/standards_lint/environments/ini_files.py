"""Files of sections and options, as `setup.cfg` and `tox.ini` are."""

from __future__ import annotations

from configparser import ConfigParser, Error

from standards_lint.errors import EnvironmentSourceError


def parsed(text: str, where: str) -> ConfigParser:
    """The sections of a text; of an option that is there twice, the last counts.

    Raises:
        EnvironmentSourceError: it has another form; the message begins with `where`.
    """
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text, where)
    except Error as error:
        reason = str(error).splitlines()[0]
        raise EnvironmentSourceError(f"{where}: {reason}") from None
    return parser
