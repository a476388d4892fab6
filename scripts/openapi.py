"""Write the description of the HTTP API, docs/openapi.json, after it was changed on purpose."""

import json
import os
from pathlib import Path

DESCRIPTION = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def described() -> str:
    """Return the API's own description, as every node serves it."""
    # Models can be imported only once Django is set up.
    from tillbook.api.api import api  # noqa: PLC0415

    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tillbook.config.settings")
    django.setup()
    DESCRIPTION.write_text(described(), encoding="utf-8")
    print(f"Written: {DESCRIPTION}")
