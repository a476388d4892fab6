"""What matching needs and Tillbook does without elsewhere: Splink on DuckDB."""

import importlib.util
import sys

from tillbook.foundation.errors import TillbookError

_NEEDED = ("splink", "duckdb", "pyarrow")


class MatchingNotInstalled(TillbookError):
    """Splink or what it works on is not installed."""

    code = "matching.not_installed"


def require() -> None:
    """Refuse to go on without what matching needs. Raises MatchingNotInstalled."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise MatchingNotInstalled(
            f"Matching needs what is not installed here: {', '.join(missing)}. Nothing was changed.",
            remedy=f'Install it, then try again: {sys.executable} -m pip install "splink>=5,<6"',
        )
