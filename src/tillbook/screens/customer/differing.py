"""What stands differently by now than in the form: for whoever saves after somebody else."""

from tillbook.foundation import addresses
from tillbook.screens import words
from tillbook.screens.customer import described
from tillbook.screens.customer.build import Build
from tillbook.screens.customer.fields import PARTS, Section, of
from tillbook.screens.customer.typed import Row


def differences(build: Build) -> list[tuple[str, str]]:
    """Name what stands differently by now than in the form, with the value that stands."""
    now = build.now
    if now is None:
        return []
    found = []
    for section in Section:
        for spec in of(section):
            control = build.field(spec.name)
            if control.stored is not None:
                found.append((words.field_name(spec.name), control.stored or "–"))
    found += described.differences(build, now)
    for part in PARTS:
        theirs = {row.id: row.values for row in now.rows[part.prefix]}
        mine = {row.id: row.values for row in build.form.rows[part.prefix] if row.id}
        if (
            mine != {id: values for id, values in theirs.items() if id in mine}
            or theirs.keys() - mine
        ):
            lines = [_line(row) for row in now.rows[part.prefix]]
            found.append((words.field_name(part.list_name), " | ".join(lines) or "–"))
    return found


def _line(row: Row) -> str:
    if row.part.prefix == "address":
        return "; ".join(addresses.lines(row.values))
    return row.values.get("value") or row.values.get("name", "")
