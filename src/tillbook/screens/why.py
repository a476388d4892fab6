"""The words of a record's way to a node: the answer, each step, the cause with what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tillbook.health.rules.why import Answer, Outcome, Step
from tillbook.screens import messages

_ANSWERS: dict[Answer, Promise] = {
    Answer.VISIBLE: _("Is seen there"),
    Answer.OLD: _("Is seen there, without the newest change"),
    Answer.PENDING: _("Is seen there, and waits for headquarters"),
    Answer.HIDDEN: _("Is not seen there"),
    Answer.UNKNOWN: _("Cannot be told now"),
}
_PASSED: dict[str, Promise] = {
    "known": _("Headquarters has the customer."),
    "decided": _("Headquarters has decided every change that it received."),
    "scope": _("The channel database group “%(group)s” receives this customer."),
    "packed": _("The newest change is packed for the group."),
    "published": _("Package %(number)s is published."),
    "device": _("The device is enrolled and has spoken to headquarters."),
    "relayed": _("%(node)s has the package."),
    "applied": _("The package is applied at the node."),
    "indexed": _("Search finds the customer there."),
}
_FAILED: dict[str, Any] = {
    "root.unreachable": _("Headquarters cannot be asked now."),
    "parent.silent": _("The store has not said how far it is."),
    "node.not_asked": _("Only the node itself can tell."),
    "record.unknown": _(
        "Headquarters does not know this customer. Perhaps it was entered at a register that is "
        "offline: connect that register."
    ),
    "removed.delete": _("The customer was removed at headquarters."),
    "removed.erase": _("The customer was erased at headquarters."),
    "upload.offline": _(
        "A change waits here because headquarters does not answer. It is sent by itself as soon "
        "as the connection is back."
    ),
    "upload.disconnected": _(
        "A change waits here because the register was disconnected by hand. Choose Connect under "
        "Sync status."
    ),
    "upload.held": _("A change waits here until job P-0001 runs. Run the job."),
    "upload.on_the_way": _("A change is on its way to headquarters. Look again in a moment."),
    "upload.refused": _("A change needs a person: %(reason)s. Correct it, or discard it."),
    "decide.waiting": _(
        "Headquarters has received a change and decides on it when the job “Synchronize customers "
        "and channel requests” runs. Run the job."
    ),
    "decide.held": _(
        "A change waits for another one that has not reached headquarters. Connect the register "
        "that the other one comes from."
    ),
    "decide.quarantined": _(
        "Headquarters could not accept a change from %(node)s: %(reason)s. Correct it, or discard "
        "it."
    ),
    "scope.kind": _(
        "The channel database group “%(group)s” receives no customers. Change what is excluded "
        "from offline databases, then run a full data sync."
    ),
    "scope.where": _(
        "The channel database group “%(group)s” receives some customers only, and this one differs "
        "in: %(field)s."
    ),
    "group.paused": _("The channel database group “%(group)s” is paused. Let it go on."),
    "job.held": _("The change waits for job %(job)s. Run the job."),
    "packing.waiting": _(
        "The change is not packed yet, which takes a second. If it stays so, look at the loops of "
        "headquarters."
    ),
    "package.unpublished": _(
        "Package %(number)s is made and not published yet. If it stays so, look at the loops of "
        "headquarters."
    ),
    "device.missing": _(
        "No device is enrolled for this register. Make an enrolment code under Node health."
    ),
    "device.revoked": _("The enrolment of the device was withdrawn. Make a new code for it."),
    "device.silent": _("The device has never spoken to headquarters. Start it there."),
    "parent.offline": _(
        "%(node)s is offline and has not received package %(number)s. Its registers wait for it."
    ),
    "parent.behind": _("%(node)s has not received package %(number)s yet."),
    "node.offline": ngettext_lazy(
        "It is offline and lacks %(n)s package. That comes by itself when it is back.",
        "It is offline and lacks %(n)s packages. They come by themselves when it is back.",
        "n",
    ),
    "node.disconnected": _(
        "The register was disconnected by hand. Choose Connect under Sync status."
    ),
    "node.paused": _(
        "Its offline profile pauses synchronization, so it takes no data. Turn the pause off in "
        "the profile."
    ),
    "node.behind": ngettext_lazy(
        "It lacks %(n)s package and is receiving it.",
        "It lacks %(n)s packages and is receiving them.",
        "n",
    ),
    "package.failing": _(
        "It cannot apply package %(number)s (%(code)s), tried %(tries)s times. Run the download "
        "session again, or cancel it."
    ),
    "row.missing": _(
        "It has applied package %(number)s, but the customer is not in its tables. Run a full data "
        "sync of job 1010."
    ),
    "index.missing": _(
        "The customer is there, but its search does not find it. Run a full data sync of job 1010."
    ),
}
_TITLES: dict[str, Promise] = {
    "known": _("Known at headquarters"),
    "decided": _("Decided"),
    "scope": _("In the group’s scope"),
    "packed": _("Packed"),
    "published": _("Published"),
    "device": _("Device"),
    "relayed": _("Passed on by the store"),
    "applied": _("Applied at the node"),
    "indexed": _("Found by search"),
}


def answer(found: Answer) -> str:
    """Say whether the record is seen."""
    return str(_ANSWERS[found])


def causes() -> frozenset[str]:
    """Return every code of a cause that has words."""
    return frozenset(_FAILED)


def title(step: Step) -> str:
    """Name a step of the way."""
    return str(_TITLES[step.name])


def told(step: Step) -> str:
    """Say what is known of a step; of a cause also what to do."""
    if step.outcome is Outcome.NOT_REACHED:
        return ""
    if step.outcome is Outcome.PASSED:
        return "" if step.params.get("number") == "0" else str(_PASSED[step.name] % step.params)
    return str(_FAILED[step.code] % _given(step.params))


def _given(params: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = dict(params)
    if "reason" in given:
        given["reason"] = messages.reason(given["reason"])
    if "n" in given:
        given["n"] = int(given["n"])
    return given
