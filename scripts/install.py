"""Install Tillbook into `.venv`, by any Python 3 that the machine has: `install.py run | dev`.

Interrupted at any moment, the next call repairs what it finds: `.venv/installing` is there while
the folder is not whole, and a stamp per lock file says which one was installed last.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "installing"
OLDEST = (3, 11)
LOCKS = {"run": ["requirements.lock"], "dev": ["requirements.lock", "requirements-dev.lock"]}


def main(purpose: str) -> None:
    """Bring `.venv` to what the lock files for this purpose say; do nothing when it is there."""
    use_new_enough_python()
    require_venv_module()
    wanted = fingerprint(purpose)
    if installed(purpose) == wanted:
        return
    prepare()
    UNFINISHED.touch()
    install_lock(LOCKS[purpose][-1])
    install_project()
    for covered in LOCKS if purpose == "dev" else [purpose]:
        stamp(covered).write_text(fingerprint(covered))
    UNFINISHED.unlink()


def use_new_enough_python() -> None:
    """Go on with a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            sys.exit(subprocess.run([newer, *sys.argv], check=False).returncode)
    stop(
        f"Tillbook needs Python 3.11 or newer; this is {sys.version.split()[0]}.",
        "Install one (Debian 12 and Ubuntu 24.04 have it: apt install python3 python3-venv), or "
        "say which to use: make PYTHON=/path/to/python3.11",
    )


def require_venv_module() -> None:
    """Refuse a Python that cannot make environments, as Debian's is without a further package."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    stop(
        f"The Python at {sys.executable} has no venv module, which makes the folder .venv.",
        "Install it (on Debian, as root: apt install python3-venv) and run the same command again.",
    )


def stop(what: str, remedy: str) -> None:
    """End with a message in two lines."""
    sys.exit(f"{what}\n{remedy}")


def fingerprint(purpose: str) -> str:
    """Return what the installation depends on, as one hash."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    for name in [*LOCKS[purpose], "pyproject.toml"]:
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()


def stamp(purpose: str) -> Path:
    """Return the file that says what was installed for a purpose."""
    return VENV / f"installed-{purpose}"


def installed(purpose: str) -> str:
    """Return the fingerprint of the finished installation, nothing when there is none."""
    if UNFINISHED.exists() or not stamp(purpose).exists():
        return ""
    return stamp(purpose).read_text()


def prepare() -> None:
    """Make the environment, anew when the last installation was interrupted."""
    if PYTHON.exists() and not UNFINISHED.exists():
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    run(sys.executable, "-m", "venv", str(VENV))


def install_lock(lock: str) -> None:
    """Install exactly what the lock file names and nothing else: checked by hash, not compiled."""
    sys.stdout.write(f"Installing {lock} into .venv; the first time takes a minute or two.\n")
    sys.stdout.flush()
    pip("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", lock)


def install_project() -> None:
    """Install the project itself, so that changes of its source count at once."""
    pip("--no-deps", "--no-build-isolation", "--editable", ".")


def pip(*arguments: str) -> None:
    """Install by the environment's own pip, quietly and without questions."""
    quiet = ("--disable-pip-version-check", "--no-input", "--quiet", "--root-user-action=ignore")
    run(str(PYTHON), "-m", "pip", "install", *quiet, *arguments)


def run(*command: str) -> None:
    """Run a program in the project's folder, and end with it when it fails.

    It has a session of its own: Ctrl-C reaches this program only, which ends the other with all
    its children and says so in one line.
    """
    program = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, cwd=str(PROJECT), start_new_session=True
    )
    try:
        code = program.wait()
    except KeyboardInterrupt:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait()
        raise
    if code != 0:
        stop(
            f"The installation stopped: {command[0]} ended with {code}.",
            "Nothing else is affected; run the same command again to repair it.",
        )


if __name__ == "__main__":
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, signal.default_int_handler)
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Run the same command again; it repairs what is unfinished.")
