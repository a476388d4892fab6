"""`tillbook enroll`: a device joins a chain by a one-time code; `--new` makes the code."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from tillbook.cli import django_node, making
from tillbook.cli.calls import Api, NodeRefused
from tillbook.cli.console import out, program
from tillbook.config import folder_lock
from tillbook.exchange.core.admission import Admission, Request, prove, read_admission, split_code
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import (
    DATABASE_FILE,
    DeviceKeys,
    Identity,
    NodeRole,
    make_keys,
    read_identity,
    read_unfinished,
)


class UnknownPlace(TillbookError):
    """No store and no register has this number."""

    code = "place.unknown"


def enroll(
    code: Annotated[str, typer.Argument(help="The one-time code.")] = "",
    parent: Annotated[str, typer.Option(help="Address of the store or of headquarters.")] = "",
    folder: Annotated[Path, typer.Option("--dir", help="Folder of the node.")] = Path(),
    new: Annotated[
        str, typer.Option(help="Make a code for this register (1-2) or store (1), at headquarters.")
    ] = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8001,
) -> None:
    """Join a chain with a one-time code, or make one with --new."""
    if bool(new) == bool(code) or (code and not parent):
        raise typer.BadParameter("Give CODE and --parent, or --new alone; and --dir.")
    folder = folder.resolve()
    if new:
        out.print(code_for(folder, new))
        return
    identity = join(folder, code, parent=parent, host=host, port=port)
    out.print(f"{folder} is {identity.name} now. Start it with:", soft_wrap=True)
    out.print(f"  {program()} serve {folder}", soft_wrap=True)


def join(folder: Path, code: str, *, parent: str, host: str, port: int) -> Identity:
    """Make the folder a node of the parent's chain.

    After a lost answer or an interruption the same call goes on where it was. Raises
    EnrolmentRefused, ParentUnreachable or UnusableFolder.
    """
    with making.new_folder(folder):
        keys = make_keys(folder)
        admission = ask(code, keys, parent=parent)
        identity = _identity(folder, admission, parent=parent, host=host, port=port)
        making.complete(folder, identity, keys, fill=lambda: _receive(admission))
    return identity


def ask(code: str, keys: DeviceKeys, *, parent: str) -> Admission:
    """Ask to be admitted, and prove the answer. Raises EnrolmentRefused or ParentUnreachable."""
    from tillbook.exchange.links import http_client

    id, secret = split_code(code)
    sign_key, receive_key = keys.sign_public.hex(), keys.receive_public.hex()
    request = Request(
        code=id,
        sign_key=sign_key,
        receive_key=receive_key,
        proof=prove(secret, b"request", sign_key.encode(), receive_key.encode()),
    )
    return read_admission(http_client.enrol(parent, request), secret)


def _identity(folder: Path, admission: Admission, *, parent: str, host: str, port: int) -> Identity:
    begun = read_unfinished(folder)
    if begun is not None and begun.id != admission.node:
        # A database begun with another code belongs to a node that never was.
        for path in folder.glob(f"{DATABASE_FILE}*"):
            path.unlink()
        begun = None
    return Identity(
        id=admission.node,
        role=admission.role,
        name=admission.name,
        headquarters=admission.headquarters,
        headquarters_key=admission.headquarters_key,
        database=begun.database if begun else uuid4(),
        host=host,
        port=port,
        parent=admission.parent,
        parent_url=parent,
        store=admission.store,
        register=admission.register,
    )


def _receive(admission: Admission) -> None:
    from tillbook.fleet import group_keys

    group_keys.receive(admission.grants)


def code_for(folder: Path, number: str) -> str:
    """Make a code for a place of a headquarters. Raises UnknownPlace or PermissionRefused."""
    identity = read_identity(folder)
    if identity.role is not NodeRole.HEADQUARTERS:
        raise UnknownPlace(
            f"{folder} is not a headquarters; only headquarters makes codes.",
            remedy="Run this where headquarters runs, or make the code on its page of nodes.",
        )
    if folder_lock.is_held(folder):
        return _code_from(Api.of_folder(folder), number)
    with folder_lock.held(folder):
        django_node.load(folder)
        from tillbook.config.wiring import install_node

        install_node(folder)
        return make_code(number)


def _code_from(headquarters: Api, number: str) -> str:
    try:
        made = headquarters.ask("POST", "/nodes/codes", {"register": number})
    except NodeRefused:
        made = headquarters.ask("POST", "/nodes/codes", {"store": number})
    return str(made["code"])


def make_code(number: str) -> str:
    """Make a code for the register or store with a number, at this headquarters.

    Raises UnknownPlace.
    """
    from tillbook.fleet import enrolment
    from tillbook.nodes.this_node import current
    from tillbook.stores.models import Register, Store

    actor = current().actor()
    register = Register.objects.filter(number=number).first()
    if register is not None:
        return enrolment.make_code(
            actor,
            role=NodeRole.REGISTER,
            name=register.name,
            store=register.store,
            register=register.id,
        )
    store = Store.objects.filter(number=number).first()
    if store is None:
        raise UnknownPlace(
            f"There is no register and no store {number!r}.",
            remedy="Registers are numbered like 1-2, stores like 1; headquarters lists them.",
        )
    return enrolment.make_code(
        actor, role=NodeRole.CHANNEL, name=store.name, store=store.id, register=None
    )
