"""Static files as they are served: hashed and compressed, our own scripts without comments."""

import re

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OURS = "tillbook/js/"
_COMMENT = re.compile(r"(//.*|/\*.*\*/)")


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, for scripts whose comments nobody's till has to load."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        if name.startswith(_OURS) and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(bare(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved


def bare(script: str) -> str:
    """Leave out the lines that are comments, and the indentation.

    Our scripts have no text over several lines, where that would matter.
    """
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not _COMMENT.fullmatch(line))
