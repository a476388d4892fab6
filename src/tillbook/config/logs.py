"""Logs: JSON lines to the error stream, without personal data.

Exceptions are logged by type and place only: their messages may quote what somebody typed.
"""

import logging
import sys
import traceback
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_FRAMES = 12


class Stderr:
    """The error stream. A line for which the disk has no room is lost, and nothing else with it."""

    def write(self, text: str) -> None:
        """Write what there is room for."""
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Hand over what was written."""
        with suppress(OSError):
            sys.stderr.flush()


def _exception_without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the lines that it passed."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    elif isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        frames = traceback.extract_tb(found[2])[-_FRAMES:]
        event["exception"] = f"{found[0].__module__}.{found[0].__qualname__}"
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


_COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _exception_without_words,
]
_RENDER = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure() -> None:
    """Let structlog write the same lines as everything that logs by the standard library."""
    structlog.configure(
        processors=[*_COMMON, _RENDER],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Stderr())),
        cache_logger_on_first_use=True,
    )


def standard_library() -> dict[str, Any]:
    """Return the configuration of the standard library's logging."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.add_logger_name, *_COMMON],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _RENDER],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        # Django's own handlers would write a second time, and mail administrators.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
