"""Identifiers ascend within a process, so that items minted together keep their order."""

from concurrent.futures import ThreadPoolExecutor

from tillbook.foundation.ids import derived, new_id


def test_identifiers_minted_one_after_another_ascend() -> None:
    ids = [new_id() for _ in range(10_000)]

    assert ids == sorted(ids)
    assert {(id.version, id.variant) for id in ids} == {(7, "specified in RFC 4122")}


def test_threads_mint_no_identifier_twice() -> None:
    with ThreadPoolExecutor(4) as threads:
        minted = list(threads.map(lambda _: [new_id() for _ in range(2000)], range(4)))

    assert all(ids == sorted(ids) for ids in minted)
    assert len({id for ids in minted for id in ids}) == 8000


def test_a_derived_identifier_is_the_same_everywhere_and_as_old_as_the_first() -> None:
    first, second = new_id(), new_id()

    made = [derived(id, salt) for id in (first, second) for salt in (b"se", b"no")]

    assert made == [derived(id, salt) for id in (first, second) for salt in (b"se", b"no")]
    assert len({first, second, *made}) == 6
    assert sorted(made)[:2] == sorted(made[:2]), "in the order of what they come from"
    assert {(id.version, id.variant) for id in made} == {(7, "specified in RFC 4122")}
