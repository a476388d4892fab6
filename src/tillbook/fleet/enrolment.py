"""Enrolment: a one-time code proves a device to headquarters and headquarters to the device.

The secret part of the code never travels. Both sides prove it by HMAC over what they say, so a
store that passes the request on can neither change it nor use it.
"""

import base64
import hmac
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from tillbook import configuration
from tillbook.exchange.core.admission import QUESTION, Admission, Request, Sealed, prove
from tillbook.exchange.parent_link import link
from tillbook.fleet import group_keys
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.ids import new_id
from tillbook.nodes.errors import EnrolmentRefused
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import EnrolmentCode, Node
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

LIFETIME = timedelta(minutes=15)
#: How long whoever passes a request on waits for the answer. Seconds.
_TIMEOUT_S = 8.0
_ID_BYTES, _SECRET_BYTES = 2, 10


def make_code(
    actor: Actor, *, role: NodeRole, name: str, store: UUID, register: UUID | None
) -> str:
    """Make a code for one device of a store, at headquarters; it works once, for 15 minutes."""
    actor.require(Permission.ENROL_NODES)
    id, secret = _unused_id(), _token(_SECRET_BYTES)
    now = clock.now()
    with write():
        EnrolmentCode.objects.create(
            id=id,
            secret=secret,
            role=role.value,
            name=name,
            store=store,
            register=register,
            made_at=now,
            expires_at=now + LIFETIME,
        )
    text = id + secret
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _unused_id() -> str:
    """Draw the part that names a code; it is short, so that one may be taken."""
    while EnrolmentCode.objects.filter(id=(id := _token(_ID_BYTES))).exists():
        continue
    return id


def admit(request: Request) -> Sealed:
    """Admit a device, at headquarters. A repeat by the same device gets the same answer.

    Raises EnrolmentRefused, always in the same words.
    """
    code = _proven_code(request)
    if not group_keys.can_receive(request.receive_key):
        raise EnrolmentRefused
    node = _claim(code)
    known = Node.objects.filter(id=node).first()
    document = {
        "role": code.role,
        "name": code.name,
        "parent": str(request.via or current().id),
        "store": str(code.store),
        "register": str(code.register) if code.register else None,
        "sign_key": request.sign_key,
        "receive_key": request.receive_key,
    }
    if known is None:
        document["status"] = Node.Status.ACTIVE.value
    elif known.sign_key != request.sign_key or known.status == Node.Status.REVOKED:
        raise EnrolmentRefused
    configuration.put(current().actor(), "node", id=node, document=document)
    content = msgspec.json.encode(_admission(Node.objects.get(id=node)))
    return Sealed(content=content, mac=prove(code.secret, b"admission", content))


def answer_enrolment(actor: Actor, params: dict[str, Any]) -> Any:
    """Admit a device at headquarters; elsewhere pass its request on, as it is.

    Raises EnrolmentRefused, ParentUnreachable or ParentRefused.
    """
    if current().is_root:
        return msgspec.to_builtins(admit(msgspec.convert(params, Request)))
    return link().ask(QUESTION, params, timeout_s=_TIMEOUT_S)


def _token(size: int) -> str:
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=")[: size * 8 // 5 + 1]


def _proven_code(request: Request) -> EnrolmentCode:
    code = EnrolmentCode.objects.filter(id=request.code, expires_at__gt=clock.now()).first()
    secret = code.secret if code else secrets.token_hex(8)
    expected = prove(secret, b"request", request.sign_key.encode(), request.receive_key.encode())
    if not hmac.compare_digest(expected, request.proof) or code is None:
        raise EnrolmentRefused
    return code


def _claim(code: EnrolmentCode) -> UUID:
    """Bind the code to a node id, once; whoever is second gets the first one's id."""
    with write():
        EnrolmentCode.objects.filter(id=code.id, used_by__isnull=True).update(used_by=new_id())
        return EnrolmentCode.objects.values_list("used_by", flat=True).get(id=code.id)  # type: ignore[return-value]


def _admission(node: Node) -> Admission:
    headquarters = current()
    return Admission(
        node=node.id,
        role=NodeRole(node.role),
        name=node.name,
        store=node.store,
        register=node.register,
        parent=node.parent or headquarters.id,
        headquarters=headquarters.id,
        headquarters_key=headquarters.keys.sign_public,
        grants=group_keys.grants_for(node, held=()),
    )
