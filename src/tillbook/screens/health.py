"""The words of node health: what deserves a look, sets of data, loops, kinds, and sizes."""

from collections.abc import Mapping
from typing import Any

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from tillbook.health.rules.troubles import Trouble
from tillbook.health.tree import Line
from tillbook.screens import words

_STATES: Mapping[str, Any] = {
    "fine": pgettext_lazy("of a node", "Fine"),
    "attention": gettext_lazy("Needs attention"),
    "offline": gettext_lazy("Offline"),
    "silent": gettext_lazy("Not heard yet"),
    "revoked": gettext_lazy("Withdrawn"),
    "missing": gettext_lazy("Not enrolled"),
}
_ROLES: Mapping[str, Any] = {
    "headquarters": gettext_lazy("Headquarters"),
    "channel": gettext_lazy("Store server"),
    "register": gettext_lazy("Register"),
}
_TROUBLES: dict[str, Any] = {
    "node.offline": gettext_lazy(
        "Offline. It goes on working, and sends what waits as soon as it is back."
    ),
    "node.cloned": gettext_lazy(
        "There are two of this device, or it was set back to an earlier state. "
        "Withdraw it, enrol it with a new code, and look at its changes."
    ),
    "node.withdrawn": gettext_lazy(
        "Headquarters has withdrawn this device: nothing is sent and nothing arrives. "
        "What is saved here stays here. Enrol the device with a new code."
    ),
    "operations.attention": ngettext_lazy(
        "%(n)s change needs a person.", "%(n)s changes need a person.", "n"
    ),
    "operations.old": gettext_lazy("The oldest change has waited for %(minutes)s min."),
    "loop.stalled": gettext_lazy("“%(loop)s” has stopped. Restart the node."),
    "loop.failing": gettext_lazy("“%(loop)s” fails (%(code)s). It tries again by itself."),
    "package.failing": gettext_lazy(
        "Package %(number)s cannot be applied (%(code)s), tried %(tries)s times. "
        "Newer data waits behind it."
    ),
    "feed.frozen": gettext_lazy(
        "Headquarters published newer data %(minutes)s min ago and it does not arrive. Something "
        "on the way, such as a cache, hands out an old answer. Check the way to headquarters."
    ),
    "disk.low": gettext_lazy("Only %(free)s MB are free on the disk. Make room."),
    "clock.wrong": gettext_lazy("The clock is off by %(seconds)s s. Set it; nothing is lost."),
    "version.other": gettext_lazy("It runs another release than headquarters: %(version)s."),
    "version.too_old": gettext_lazy(
        "This release is too old to receive data from headquarters. Upgrade the node. It goes on "
        "selling and sending meanwhile, and nothing is lost."
    ),
    "group.paused": gettext_lazy("Its channel database group is paused: it receives nothing."),
    "profile.paused": gettext_lazy(
        "The offline profile pauses synchronization: no data is received. What is entered is sent "
        "all the same."
    ),
    "set.drift": ngettext_lazy(
        "It works with old settings: %(n)s change waits. Run job %(jobs)s.",
        "It works with old settings: %(n)s changes wait. Run job %(jobs)s.",
        "n",
    ),
    "set.waiting": ngettext_lazy(
        "%(n)s change waits for job %(jobs)s.", "%(n)s changes wait for job %(jobs)s.", "n"
    ),
    "set.behind": gettext_lazy("The data of job %(jobs)s is %(minutes)s min old."),
}
_SETS: dict[str, Promise] = {
    "1010": gettext_lazy("Customers"),
    "1060": gettext_lazy("Staff"),
    "1070": gettext_lazy("Channel configuration"),
    "1090": gettext_lazy("Registers"),
    "1110": gettext_lazy("Global configuration"),
}
_LOOPS: dict[str, Promise] = {
    "contact": pgettext_lazy("loop", "Contact with headquarters"),
    "upload": pgettext_lazy("loop", "Sending changes"),
    "follow": pgettext_lazy("loop", "Receiving data"),
    "package": pgettext_lazy("loop", "Packing data for the stores"),
    "jobs": pgettext_lazy("loop", "Running jobs"),
    "snapshot": pgettext_lazy("loop", "Making snapshots for new nodes"),
    "alerts": pgettext_lazy("loop", "Watching for what is overdue"),
    "index": pgettext_lazy("loop", "Keeping the search index"),
    "pairs": pgettext_lazy("loop", "Looking for duplicates"),
}


def trouble(found: Trouble) -> str:
    """Say what deserves a look, and what to do."""
    given: Mapping[str, Any] = found.params
    if "loop" in given:
        given = {**given, "loop": loop_name(given["loop"])}
    if "jobs" in given:
        given = {**given, "jobs": format_list(given["jobs"].split(","), locale=words.locale())}
    if "n" in given:
        given = {**given, "n": int(given["n"])}
    return str(_TROUBLES[found.code] % given)


def set_name(job: str) -> str:
    """Name what a download job brings."""
    return str(_SETS.get(job, job))


def loop_name(name: str) -> str:
    """Name a loop by what it does."""
    return str(_LOOPS.get(name, name))


def size(mebibytes: int) -> str:
    """Write an amount of storage."""
    if mebibytes < 10 * 1024:
        return _("%(n)s MB") % {"n": mebibytes}
    return _("%(n)s GB") % {"n": round(mebibytes / 1024)}


def state(line: Line) -> str:
    """Say how a line of the tree stands, in a word or two."""
    if line.servers:
        return _("Served by %(name)s") % {"name": ", ".join(one.name for one in line.servers)}
    return str(_STATES[line.health])


def role(line: Line) -> str:
    """Name what stands, or belongs, at a line of the tree."""
    return str(_ROLES[line.role])
