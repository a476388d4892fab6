"""Whether a database file may grow: the database itself says no more than "disk I/O error"."""

import errno
import os
from pathlib import Path
from tempfile import TemporaryFile

#: No room on the disk, a quota that is used up, or a limit on the size of files.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TRIED_BYTES = 64 * 1024


def may_grow(path: Path) -> bool:
    """Tell whether a file beside a database, as long as its files are, takes some bytes more."""
    files = (path, path.with_name(f"{path.name}-wal"))
    longest = max((file.stat().st_size for file in files if file.exists()), default=0)
    try:
        with TemporaryFile(dir=path.parent, buffering=0) as probe:
            probe.seek(longest)
            probe.write(bytes(_TRIED_BYTES))
            os.fsync(probe.fileno())
    except OSError as error:
        return error.errno not in _NO_ROOM
    return True
