"""Splink as its manual sets it up, without any of ours: what our matching is compared with."""

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, block_on

from tillbook.cli.bench.febrl import Row

_BLOCKS: tuple[tuple[str, ...], ...] = (
    ("given_name", "surname"),
    ("surname", "suburb"),
    ("given_name", "suburb"),
    ("surname", "postcode"),
    ("given_name", "postcode"),
    ("address_1", "street_number"),
    ("address_1", "suburb"),
    ("address_2", "suburb"),
    ("suburb", "postcode"),
)
_CERTAIN = (("given_name", "surname", "suburb"), ("address_1", "street_number", "surname"))
_TRAINED_ON = (("surname", "suburb"), ("address_1", "street_number"))


def likely_pairs(
    lists: Iterable[list[Row]], *, with_birth: bool
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the pairs that are likelier one person than two, and all that were compared."""
    api = DuckDBAPI(duckdb.connect(":memory:"))
    tables = [api.register(_table(rows)) for rows in lists]
    linker = Linker(tables, _settings(len(tables), with_birth=with_birth), log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on(*columns) for columns in _CERTAIN], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for columns in _TRAINED_ON:
        training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    scored = linker.inference.predict(warning_mode="never").physical_name
    rows = api.duckdb_con.execute(
        f"SELECT rec_id_l, rec_id_r, match_weight FROM {scored}"  # noqa: S608
    ).fetchall()
    compared = {(min(pair), max(pair)): weight for *pair, weight in rows}
    return {pair for pair, weight in compared.items() if weight >= 0}, set(compared)


def _table(rows: list[Row]) -> Any:
    return pyarrow.Table.from_pylist(
        [{name: value or None for name, value in row.items()} for row in rows]
    )


def _settings(lists: int, *, with_birth: bool) -> dict[str, Any]:
    blocks = (*_BLOCKS, ("date_of_birth",)) if with_birth else _BLOCKS
    return {
        "link_type": "dedupe_only" if lists == 1 else "link_only",
        "unique_id_column_name": "rec_id",
        "comparisons": _comparisons(with_birth=with_birth),
        "blocking_rules_to_generate_predictions": [block_on(*columns) for columns in blocks],
        "retain_matching_columns": False,
    }


def _comparisons(*, with_birth: bool) -> list[Any]:
    found: list[Any] = [
        compare.NameComparison("given_name").configure(term_frequency_adjustments=True),
        compare.NameComparison("surname").configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
        compare.JaroWinklerAtThresholds("address_2", [0.9, 0.7]),
        compare.LevenshteinAtThresholds("street_number", 1),
        compare.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(
            term_frequency_adjustments=True
        ),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        compare.ExactMatch("state"),
    ]
    if with_birth:
        found.append(compare.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]))
    return found
