"""`tillbook demo`: a whole chain on this machine, as real processes with sample customers."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where everything is kept.")] = Path("demo"),
    port_base: Annotated[int, typer.Option(help="First of six ports.")] = 8100,
    customers: Annotated[int, typer.Option(min=0, help="Sample customers.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed makes other customers.")] = 1,
) -> None:
    """Start a chain here: headquarters, two stores, three registers."""
    from tillbook.cli.demo import run

    run.run(folder.resolve(), port_base=port_base, customers=customers, seed=seed)
