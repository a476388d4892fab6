"""What the demo says when it is ready: a table for people, one line of JSON for programs."""

import json
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from tillbook.cli.console import out
from tillbook.cli.demo.children import Children, tree_of
from tillbook.cli.demo.memory import Memory
from tillbook.cli.demo.plan import Place, Places
from tillbook.cli.init import ADMINISTRATOR
from tillbook.cli.making import TOKEN_FILE

_WIDTH = 100


def print_table(places: Places, memory: Memory, children: Children) -> None:
    """Say where everything is, in which process, and who signs in with what."""
    headings = ("Address", "What it is", "Process", "Who signs in", "With")
    table = Table(*headings, box=None, pad_edge=False)
    pids = {place.number: str(children.running[place.number].pid) for place in places.all}
    headquarters = places.headquarters
    table.add_row(
        headquarters.url,
        headquarters.name,
        pids[headquarters.number],
        ADMINISTRATOR,
        f"password {memory.password}",
    )
    for place in (*places.stores, *places.registers):
        staff = place.shop.staff if place.shop and place.is_register else ()
        table.add_row(
            place.url,
            place.name,
            pids[place.number],
            "\n".join(f"{person.number} {person.name}" for person in staff),
            "\n".join(f"PIN {person.pin}" for person in staff),
        )
    for store in places.stores:
        _add_browsers(table, store)
    # Cut addresses are of no use, however narrow the terminal is.
    Console(width=max(out.width, _WIDTH), highlight=False).print(table)
    out.print("Ctrl-C ends everything; the data stays.")


def _add_browsers(table: Table, store: Place) -> None:
    """Say how a browser becomes a register without a device: by a code that a manager makes."""
    shop = store.shop
    for number in shop.in_browsers if shop else ():
        managers = [person for person in shop.staff if person.role == "manager"] if shop else []
        table.add_row(
            f"{store.url}/enroll-till",
            f"Register {number}, in a browser",
            "",
            "\n".join(f"{person.number} {person.name}" for person in managers),
            f"a code from {store.url}/tills",
        )


def print_ready(places: Places, memory: Memory, children: Children) -> None:
    """Print the line that programs wait for."""
    typer.echo(f"ready {json.dumps(_ready(places, memory, children), ensure_ascii=False)}")


def _ready(places: Places, memory: Memory, children: Children) -> dict[str, Any]:
    trees = {
        place.number: tree_of(children.running[place.number].pid)
        for place in places.all
        if place.number in children.running
    }
    headquarters = places.headquarters
    return {
        "headquarters": {
            "url": headquarters.url,
            "user": ADMINISTRATOR,
            "password": memory.password,
            "api_token": _token(headquarters),
            "folder": str(headquarters.folder),
        },
        "stores": [_store(place) for place in places.stores],
        "registers": [_register(place) for place in places.registers],
        "data_dir": str(headquarters.folder.parent),
        "pids": {
            "headquarters": trees.get(headquarters.number, []),
            "stores": [trees.get(place.number, []) for place in places.stores],
            "registers": [trees.get(place.number, []) for place in places.registers],
        },
    }


def _store(place: Place) -> dict[str, Any]:
    return {
        "number": place.number,
        "name": place.shop.name if place.shop else "",
        "kind": "store",
        "url": place.url,
        "api_token": _token(place),
        "folder": str(place.folder),
    }


def _register(place: Place) -> dict[str, Any]:
    staff = place.shop.staff if place.shop else ()
    return {
        "id": place.number,
        "store": place.shop.number if place.shop else "",
        "url": place.url,
        "api_token": _token(place),
        "folder": str(place.folder),
        "staff": [
            {"id": person.number, "name": person.name, "pin": person.pin, "role": person.role}
            for person in staff
        ],
    }


def _token(place: Place) -> str:
    return (place.folder / TOKEN_FILE).read_text().strip()
