"""What holds for a chain as large as the largest. Takes an hour and 20 GB; only by `make vast`."""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.proof, pytest.mark.timeout(3 * 3600)]
#: Milliseconds at the 95th percentile, in the server.
PROMISED_MS = 500


@pytest.mark.rule("AR-139")
def test_five_million_customers_are_searched_within_half_a_second() -> None:
    command = ["bench", "search", "--count", "5000000", "--queries", "100", "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "tillbook", *command], capture_output=True, text=True, check=True
    )
    told = json.loads(ran.stdout)
    slowest = {kind: took["p95"] for kind, took in told.items() if isinstance(took, dict)}

    assert told["customers"] == 5_000_000
    assert len(slowest) == 11, "every kind of question"
    assert {kind: ms for kind, ms in slowest.items() if ms > PROMISED_MS} == {}
