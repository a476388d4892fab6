"""Write the lock files anew; whatever names a place to download from is refused."""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
RUN = "requirements.lock"
DEV = "requirements-dev.lock"
_OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--only-binary=:all:",
    "--no-emit-index-url",
    "--no-header",
    "--fork-strategy=fewest",
    "--upgrade",
    "--quiet",
)
_PLACE = re.compile(r"://|^--(?:extra-)?index|^--find-links|\(/|@ ", re.MULTILINE)


def main() -> int:
    """Resolve what runs, then what develops on top of exactly that."""
    compile_lock(RUN, "--group=build")
    compile_lock(DEV, "--group=dev", "--extra=match", f"--constraints={RUN}")
    return 0


def compile_lock(lock: str, *options: str) -> None:
    """Resolve the project's dependencies and one group into a lock file."""
    unfinished = f"{lock}.part"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [
            uv,
            "pip",
            "compile",
            *_OPTIONS,
            *options,
            f"--output-file={unfinished}",
            "pyproject.toml",
        ],
        cwd=PROJECT,
        check=True,
    )
    text = (PROJECT / unfinished).read_text(encoding="utf-8")
    if found := _PLACE.search(text):
        sys.exit(f"{unfinished} names a place to download from: {found.group()!r}.")
    (PROJECT / unfinished).replace(PROJECT / lock)


if __name__ == "__main__":
    sys.exit(main())
