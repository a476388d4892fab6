"""Joining the chain: one code, one device, proven both ways."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES
from tillbook.exchange.core.admission import Request, Sealed, prove, read_admission, split_code
from tillbook.exchange.core.sealing import unseal
from tillbook.fleet import enrolment
from tillbook.fleet.withdrawal import withdraw
from tillbook.nodes.errors import EnrolmentRefused, UnknownNode
from tillbook.nodes.identity import DeviceKeys, NodeRole, make_keys
from tillbook.nodes.models import EnrolmentCode, Node
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


def make_code(cast: Network) -> str:
    return enrolment.make_code(
        cast.headquarters.actor(),
        role=NodeRole.REGISTER,
        name="Till 3",
        store=cast.store_id,
        register=None,
    )


def request_with(code: str, keys: DeviceKeys) -> Request:
    id, secret = split_code(code)
    sign, receive = keys.sign_public.hex(), keys.receive_public.hex()
    proof = prove(secret, b"request", sign.encode(), receive.encode())
    return Request(code=id, sign_key=sign, receive_key=receive, proof=proof)


def test_a_device_joins_with_a_code_and_a_repeat_gets_the_same_answer(
    cast: Network, tmp_path: Path
) -> None:
    keys = make_keys(tmp_path)
    with acting_as(cast.headquarters):
        code = make_code(cast)
        request = request_with(code.lower().replace("-", " "), keys)
        answers = [read_admission(enrolment.admit(request), split_code(code)[1]) for _ in range(2)]
        assert answers[0].node == answers[1].node
        assert Node.objects.get(id=answers[0].node).sign_key == keys.sign_public.hex()
    [grant] = answers[0].grants
    assert len(unseal(grant.sealed, key=keys.receiving)) == 32


def test_a_withdrawn_device_does_not_come_back_by_its_old_code(
    cast: Network, tmp_path: Path
) -> None:
    with acting_as(cast.headquarters):
        request = request_with(make_code(cast), make_keys(tmp_path))
        enrolment.admit(request)
        joined = Node.objects.get(sign_key=request.sign_key)
        for _ in range(2):
            withdraw(cast.headquarters.actor(), joined.id)
        with pytest.raises(EnrolmentRefused):
            enrolment.admit(request)
        assert Node.objects.get(id=joined.id).status == Node.Status.REVOKED
        for id in (cast.headquarters.id, cast.store_id):
            with pytest.raises(UnknownNode):
                withdraw(cast.headquarters.actor(), id)


def test_a_code_works_for_one_device_only(cast: Network, tmp_path: Path) -> None:
    with acting_as(cast.headquarters):
        code = make_code(cast)
        enrolment.admit(request_with(code, make_keys(tmp_path / "first")))
        with pytest.raises(EnrolmentRefused):
            enrolment.admit(request_with(code, make_keys(tmp_path / "second")))


def test_every_wrong_code_is_refused_in_the_same_words(cast: Network, tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    with acting_as(cast.headquarters):
        code = make_code(cast)
        good = request_with(code, keys)
        expired = request_with(make_code(cast), keys)
        EnrolmentCode.objects.filter(id=expired.code).update(
            expires_at=EnrolmentCode.objects.get(id=good.code).made_at - timedelta(minutes=1)
        )
        wrong = [
            request_with(code[:5] + "A" * len(code[5:]), keys),
            msgspec.structs.replace(good, code="????"),
            msgspec.structs.replace(good, sign_key="00" * 32),
            msgspec.structs.replace(good, receive_key="00" * 32),
            expired,
        ]
        told = set()
        for request in wrong:
            with pytest.raises(EnrolmentRefused) as refused:
                enrolment.admit(request)
            told.add(str(refused.value))
    assert len(told) == 1


def test_an_answer_that_headquarters_did_not_give_is_refused(cast: Network, tmp_path: Path) -> None:
    with acting_as(cast.headquarters):
        code = make_code(cast)
        sealed = enrolment.admit(request_with(code, make_keys(tmp_path)))
    forged = Sealed(content=sealed.content.replace(b"Till 3", b"Till 4"), mac=sealed.mac)
    with pytest.raises(EnrolmentRefused):
        read_admission(forged, split_code(code)[1])


def test_a_code_whose_short_name_is_taken_gets_another(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["AAAA", "s1", "AAAA", "AAAA", "BBBB", "s2"])
    monkeypatch.setattr(enrolment, "_token", lambda _: next(drawn))
    with acting_as(cast.headquarters):
        assert [make_code(cast)[:4] for _ in range(2)] == ["AAAA", "BBBB"]


def test_a_key_to_which_nothing_can_be_sealed_is_not_admitted(
    cast: Network, tmp_path: Path
) -> None:
    sign = make_keys(tmp_path).sign_public.hex()
    with acting_as(cast.headquarters):
        id, secret = split_code(make_code(cast))
        before = Node.objects.count()
        for receive in ("00" * 32, "zz" * 32, ""):
            proof = prove(secret, b"request", sign.encode(), receive.encode())
            with pytest.raises(EnrolmentRefused):
                enrolment.admit(Request(code=id, sign_key=sign, receive_key=receive, proof=proof))
        assert Node.objects.count() == before
