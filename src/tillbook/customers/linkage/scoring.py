"""Scores pairs of customers, and says what speaks for and against each."""

import math
from collections.abc import Iterable
from typing import Any

from splink import DuckDBAPI

from tillbook.customers.linkage.book import Book
from tillbook.customers.linkage.model import Comparison
from tillbook.customers.linkage.pairs import Finding, Pair
from tillbook.customers.linkage.weights import Weights, linker_for


class Scorer:
    """Scores the candidates of a book, part by part."""

    def __init__(self, book: Book, weights: Weights, *, household: bool = True) -> None:
        self._book = book
        self._household = household
        self._api = DuckDBAPI(book.connection)
        self._linker = linker_for(book, weights, self._api)
        self._compared = [one for one in book.model.comparisons if one.name in weights.chances]
        self._known = {one.name: one for one in self._compared}

    def pairs(self, *, threshold: float, part: int = 0, parts: int = 1) -> list[Pair]:
        """Return the pairs of one part of all that are one customer at least that likely."""
        candidates = self._api.register(self._book.candidates(part, parts))
        self._linker.table_management.register_blocked_pairs_for_predict(candidates)
        scored = self._linker.inference.predict(warning_mode="never")
        rows = self._book.connection.execute(
            self._weighed(scored.physical_name), [_bits(threshold)]
        )
        found = [self._pair(row) for row in rows.fetchall()]
        scored.drop_table_from_database_and_remove_from_cache()
        return found

    def _weighed(self, table: str) -> str:
        """Return the SQL for ids, weight in bits, and level and bits of each comparison."""
        told = [f"gamma_{one.name}, {_weight_of(one)}" for one in self._compared]
        return (
            f"SELECT unique_id_l, unique_id_r, bits, {', '.join(told)} FROM ("  # noqa: S608
            f"SELECT *, match_weight - {self._too_much()} + {self._too_little()} AS bits FROM {table}) WHERE bits >= ?"
        )

    def _too_much(self) -> str:
        """Return the SQL for the bits that relatives share and that therefore do not count."""
        rule, known = self._book.model.household, self._known
        shared = self._sum(rule.shared)
        if not self._household or rule.name not in known or not shared:
            return "0"
        names, told = known[rule.name], f"gamma_{rule.name}"
        two = f"{told} IN ({_numbers(names, rule.between_any)})"
        two += (
            f" OR {told} IN ({_numbers(names, rule.between_known)}) AND is_known_l AND is_known_r"
        )
        proof = known.get(rule.unless)
        levels = _numbers(proof, rule.unless_any) if proof else ""
        unless = f"gamma_{proof.name} NOT IN ({levels})" if proof else "true"
        return (
            f"CASE WHEN ({two}) AND {unless} "
            f"THEN greatest(0, {shared} - {rule.most_bits}) ELSE 0 END"
        )

    def _too_little(self) -> str:
        """Return the SQL for the bits that say too much against somebody who moved."""
        rule = self._book.model.moved
        parts = self._sum(rule.parts)
        return f"greatest(0, {rule.least_bits} - ({parts}))" if parts else "0"

    def _sum(self, names: Iterable[str]) -> str:
        return " + ".join(_weight_of(self._known[name]) for name in names if name in self._known)

    def _pair(self, row: tuple[Any, ...]) -> Pair:
        first, second, bits, *told = row
        findings = [
            Finding(code=f"{one.name}.{one.levels[-1 - level].code}", bits=weight)
            for one, level, weight in zip(self._compared, told[::2], told[1::2], strict=True)
            if level >= 0
        ]
        strongest = sorted(findings, key=lambda one: -abs(one.bits))
        return Pair(first=first, second=second, bits=bits, findings=tuple(strongest))


def _weight_of(comparison: Comparison) -> str:
    rare = any(level.by for level in comparison.levels)
    return (
        f"(mw_{comparison.name} + mw_tf_adj_{comparison.name})" if rare else f"mw_{comparison.name}"
    )


def _numbers(comparison: Comparison, codes: Iterable[str]) -> str:
    return ", ".join(str(comparison.gamma(code)) for code in codes)


def _bits(probability: float) -> float:
    kept = min(max(probability, 1e-12), 1 - 1e-12)
    return math.log2(kept / (1 - kept))
