"""The program `tillbook`: one module per command."""

from tillbook.cli import (
    backup_mark,
    bench,
    carry,
    demo,
    enroll,
    exchange,
    init,
    jobs,
    match,
    reindex,
    serve,
    simulate,
    status,
    token,
    why,
)
from tillbook.cli.console import Program

app = Program(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tillbook: the customer book at every till.",
)
app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("exchange")(exchange.exchange)
app.command("enroll")(enroll.enroll)
app.command("status")(status.status)
app.command("why")(why.why)
app.command("reindex")(reindex.reindex)
app.command("match")(match.match)
app.command("token")(token.token)
app.command("demo")(demo.demo)
app.command("simulate")(simulate.simulate)
app.command("backup-mark")(backup_mark.backup_mark)
app.add_typer(jobs.jobs, name="jobs")
app.add_typer(carry.out_of, name="export")
app.add_typer(carry.into, name="import")
app.add_typer(bench.bench, name="bench")
