"""G5: at a register that holds 200,000 customers, rows come while one types."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.goals.measured import Goals
from tests.browser.goals.painted import from_last_key
from tests.browser.screens import Associate
from tillbook.cli.bench.figures import percentile
from tillbook.cli.demo import plan
from tillbook.customers.samples import sample_customers

pytestmark = [pytest.mark.browser, pytest.mark.ux, pytest.mark.timeout(1800)]
_CUSTOMERS = 200_000
_PEOPLE = 20
#: Between two keys of somebody who types fast.
_HAND_MS = 90
#: Serves until its input ends; says where, as soon as the register answers.
_SERVE = f"""
import sys
from tillbook.cli.bench import one_till
from tillbook.cli.bench.till import answering
from tillbook.nodes.identity import read_identity
with one_till.till({_CUSTOMERS}) as folder:
    answering(folder)
    identity = read_identity(folder)
    print(f"http://{{identity.host}}:{{identity.port}}", flush=True)
    sys.stdin.read()
"""
#: What the server took for each search, from the last byte asked to the first byte answered.
_SERVED = """performance.getEntriesByType("resource")
  .filter(entry => entry.name.endsWith("/customers/") && entry.initiatorType !== "link")
  .map(entry => entry.responseStart - entry.requestStart)"""


@pytest.fixture(scope="module")
def full_till() -> Iterator[str]:
    """Serve a register that has loaded them, by a process of its own; give its address."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        url = next((line for line in serving.stdout if line.startswith("http")), "")
        assert url, "the register does not answer"
        yield url.strip()
        serving.stdin.close()


def test_rows_come_while_one_types_among_many(
    chromium: Browser, full_till: str, goals: Goals
) -> None:
    staff = [
        {"id": one.number, "role": one.role, "pin": one.pin, "name": one.name}
        for one in plan.GOTEBORG.staff
    ]
    with chromium.new_context(viewport={"width": 1280, "height": 800}) as fresh:
        page = fresh.new_page()
        ada = Associate(page, {"url": full_till, "staff": staff})
        ada.sign_in()
        ada.search("zz")
        page.evaluate("performance.setResourceTimingBufferSize(5000)")
        names = [str(one["name"]) for one in sample_customers(_PEOPLE, 1)]
        painted = [from_last_key(page, name, delay=_HAND_MS) for name in names]
        served = [float(took) for took in page.evaluate(_SERVED)]

    assert len(served) > _PEOPLE
    at = f"{_CUSTOMERS:,} customers"
    goals.note("G5", f"a search in the server, p95, {at}", _p95(served), at_most=20, unit="ms")
    goals.note("G5", f"last key to rows painted, p95, {at}", _p95(painted), at_most=150, unit="ms")


def _p95(took_ms: list[float]) -> float:
    return round(percentile([one / 1000 for one in took_ms], 0.95), 1)
