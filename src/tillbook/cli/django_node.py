"""Loading Django for the node of one folder; until then no module that needs it may be imported."""

import os
from pathlib import Path


def load(folder: Path, *, unfinished: bool = False) -> None:
    """Set Django up on the database of a folder, once per process.

    `unfinished` takes the identity of a node that is being made.
    """
    # What a node writes is for its owner only.
    os.umask(0o077)
    os.environ["TILLBOOK_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tillbook.config.settings"
    if unfinished:
        os.environ["TILLBOOK_UNFINISHED"] = "1"
    import django

    django.setup()
    # Not for the processes that this one starts.
    os.environ.pop("TILLBOOK_UNFINISHED", None)
    from tillbook.config import logs

    logs.configure()
