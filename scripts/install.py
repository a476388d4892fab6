"""Install Tillbook into `.venv`, by any Python 3 that the machine has: `install.py run | dev`.

Interrupted at any moment, the next call repairs what it finds: `.venv/installing` is there while
the folder is not whole, and a stamp per lock file says which one was installed last.
"""

import hashlib
import os
import shutil
import subprocess
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(PROJECT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UNFINISHED = os.path.join(VENV, "installing")
OLDEST = (3, 11)
LOCKS = {"run": ["requirements.lock"], "dev": ["requirements.lock", "requirements-dev.lock"]}


def main(purpose):
    """Bring `.venv` to what the lock files for this purpose say; do nothing when it is there."""
    use_new_enough_python()
    require_venv_module()
    wanted = fingerprint(purpose)
    if installed(purpose) == wanted:
        return
    prepare()
    touch(UNFINISHED)
    install_lock(LOCKS[purpose][-1])
    install_project()
    for covered in LOCKS if purpose == "dev" else [purpose]:
        write(stamp(covered), fingerprint(covered))
    os.remove(UNFINISHED)


def use_new_enough_python():
    """Go on with a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)
        if newer:
            os.execv(newer, [newer] + sys.argv)
    stop(
        "Tillbook needs Python %d.%d or newer; this is %d.%d." % (OLDEST + sys.version_info[:2]),
        "Install one (Debian 12 and Ubuntu 24.04 have it: apt install python3 python3-venv), or "
        "say which to use: make PYTHON=/path/to/python3.11",
    )


def require_venv_module():
    """Refuse a Python that cannot make environments, as Debian's is without a further package."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "Python at %s has no venv module, which makes the folder .venv." % sys.executable,
            "Install it (as root: apt install python3-venv) and run the same command again.",
        )


def stop(what, remedy):
    """End with a message in two lines."""
    sys.exit("%s\n%s" % (what, remedy))


def fingerprint(purpose):
    """Return what the installation depends on, as one hash."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    for name in [*LOCKS[purpose], "pyproject.toml"]:
        with open(os.path.join(PROJECT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamp(purpose):
    """Return the path of the file that says what was installed for a purpose."""
    return os.path.join(VENV, "installed-%s" % purpose)


def installed(purpose):
    """Return the fingerprint of the finished installation, None when there is none."""
    if os.path.exists(UNFINISHED) or not os.path.exists(stamp(purpose)):
        return None
    with open(stamp(purpose)) as file:
        return file.read()


def prepare():
    """Make the environment, anew when the last installation was interrupted."""
    whole = os.path.exists(PYTHON) and not os.path.exists(UNFINISHED)
    if not whole:
        shutil.rmtree(VENV, ignore_errors=True)
        os.makedirs(VENV)
        touch(UNFINISHED)
        run(sys.executable, "-m", "venv", VENV)


def install_lock(lock):
    """Install exactly what the lock file names: checked by hash, nothing compiled."""
    print("Installing %s into .venv; the first time takes a minute or two." % lock, flush=True)
    pip("--require-hashes", "--only-binary", ":all:", "-r", os.path.join(PROJECT, lock))


def install_project():
    """Install the project itself, so that changes of its source count at once."""
    pip("--no-deps", "--no-build-isolation", "--editable", PROJECT)


def pip(*arguments):
    """Install by the environment's own pip, quietly and without questions."""
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q",
        *arguments)


def run(*command):
    """Run a program and end with it when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, cwd=PROJECT, check=False)
    if done.returncode != 0:
        stop(
            "The installation stopped: %s ended with %d." % (command[0], done.returncode),
            "Nothing else is affected; run the same command again to repair it.",
        )


def touch(path):
    """Make an empty file."""
    write(path, "")


def write(path, text):
    """Write a small file."""
    with open(path, "w") as file:
        file.write(text)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Run the same command again; it repairs what is unfinished.")
