"""The parent's end of the way over HTTP: views that prove the child and call `serve`."""

import threading
from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, path, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tillbook.exchange import questions, serve
from tillbook.exchange.core import heads, tokens
from tillbook.exchange.core.admission import QUESTION as ENROL
from tillbook.exchange.core.admission import Request
from tillbook.exchange.core.errors import BadToken, ExchangeFault
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.errors import ExchangeError, ParentUnreachable
from tillbook.exchange.links.intake import Intake, Overloaded
from tillbook.exchange.links.wire import BASE, REACHES_ROOT, Problem, Question, decode, decode_batch
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Role
from tillbook.foundation.errors import StorageFull, TillbookError
from tillbook.nodes.errors import EnrolmentRefused, NodeWithdrawn
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current

#: A batch holds 256 KiB of operations; base64 and one larger operation fit below this.
MAX_BATCH_BYTES = 4 * 1024 * 1024
#: Questions and requests to be admitted are small; a contact of many registers fits, too.
MAX_QUESTION_BYTES = 1024 * 1024
#: However patient a child says it is, a request thread is not held for longer.
LONGEST_PATIENCE_S = 10.0
View = Callable[..., HttpResponse]


class _BodyTooLarge(ExchangeError):
    """A request brings more than it may."""

    code = "body.too_large"


class _Nonces:
    """Nonces seen within the lifetime of a token."""

    def __init__(self) -> None:
        self._seen: dict[tuple[UUID, str], int] = {}
        self._lock = threading.Lock()

    def use(self, claim: tokens.Claim, now_ms: int) -> None:
        """Remember a nonce. Raises BadToken when it was used before."""
        key = (claim.node, claim.nonce)
        with self._lock:
            if self._seen.get(key, 0) > now_ms:
                raise BadToken("A node's token was used twice.")
            self._seen[key] = now_ms + 2 * tokens.LIFETIME_MS
            if len(self._seen) > 10_000:
                self._seen = {k: until for k, until in self._seen.items() if until > now_ms}


_nonces = _Nonces()


def _child_of(request: HttpRequest) -> Actor:
    """Prove who asks: an admitted child of this node. Raises BadToken or NodeWithdrawn."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Tillbook":
        raise BadToken("A request between nodes needs the node's token.")
    claim, _, _ = tokens.read(token)
    node = Node.objects.filter(id=claim.node).first()
    this = current()
    if node is None or (not this.is_root and node.parent != this.id):
        raise BadToken("This node does not know the device.")
    now_ms = clock.milliseconds()
    tokens.check(token, public_key=bytes.fromhex(node.sign_key), parent=this.id, now_ms=now_ms)
    _nonces.use(claim, now_ms)
    if node.status == Node.Status.REVOKED:
        raise NodeWithdrawn
    return Actor(
        id=node.id,
        kind="system",
        role=Role.SYSTEM,
        node=node.id,
        store=node.store,
        register=node.register,
    )


def _for_children(view: Callable[..., HttpResponse]) -> View:
    """Prove the child first and turn faults into problems."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **arguments: str) -> HttpResponse:
        try:
            return view(request, _child_of(request), **arguments)
        except (BadToken, NodeWithdrawn) as error:
            return _problem(error, status=401)
        except Overloaded as error:
            return _come_back(error)
        except (ParentUnreachable, StorageFull) as error:
            return _problem(error, status=503)
        except _BodyTooLarge as error:
            return _problem(error, status=413)
        except (ExchangeFault, ExchangeError) as error:
            return _problem(error, status=404 if request.method == "GET" else 400)
        except ValueError as error:
            return _problem(TillbookError(f"The request could not be read: {error}"), status=400)

    return guarded


@require_POST
@_for_children
def _operations(request: HttpRequest, child: Actor) -> HttpResponse:
    batch = decode_batch(_body(request, limit=MAX_BATCH_BYTES), limit=MAX_BATCH_BYTES)
    patience = Patience(left_s=min(batch.patience_ms / 1000, LONGEST_PATIENCE_S))
    taken = partial(serve.take, batch.operations, child=child.id, patience=patience)
    if not patience.is_spent:
        return _json(taken())
    with _intake.place():
        return _json(taken())


#: Whom somebody waits for passes by it: a thread is left for saves, heads and packages.
_intake = Intake()


@require_GET
@_for_children
def _head(request: HttpRequest, child: Actor, group: str) -> HttpResponse:
    published = serve.head(group, known=request.headers.get("If-None-Match", ""))
    reach = {REACHES_ROOT: "yes" if current().reaches_root else "no"}
    if published is None:
        return HttpResponse(status=304, headers=reach)
    kept = {"ETag": heads.tag_of(published), "Cache-Control": "private, max-age=1"}
    return HttpResponse(published, content_type="application/json", headers=kept | reach)


@require_GET
@_for_children
def _package(request: HttpRequest, child: Actor, group: str, name: str) -> HttpResponse:
    return HttpResponse(
        serve.package(group, name),
        content_type="application/octet-stream",
        headers={"Cache-Control": "private, max-age=31536000, immutable"},
    )


@require_POST
@_for_children
def _ask(request: HttpRequest, child: Actor, question: str) -> HttpResponse:
    content = _body(request, limit=MAX_QUESTION_BYTES)
    params = decode(content, Question).params
    return _json(questions.answer(question, child, params))


@csrf_exempt
@require_POST
def _enrol(request: HttpRequest) -> HttpResponse:
    """Admit a device at headquarters, or pass its request on. Wrong codes look all alike."""
    node = current()
    try:
        content = _body(request, limit=MAX_QUESTION_BYTES)
        asked = decode(content, Request)
        asked = msgspec.structs.replace(asked, via=asked.via or node.id)
        return _json(questions.answer(ENROL, node.actor(), msgspec.to_builtins(asked)))
    except (ValueError, EnrolmentRefused):
        return _problem(EnrolmentRefused(), status=403)
    except _BodyTooLarge as error:
        return _problem(error, status=413)
    except ParentUnreachable as error:
        return _problem(error, status=503)
    except ExchangeError as error:
        return _problem(error, status=403 if error.code == EnrolmentRefused.code else 400)


def _body(request: HttpRequest, *, limit: int) -> bytes:
    """Read a body of at most `limit` bytes. Raises _BodyTooLarge."""
    content = request.read(limit + 1)
    if len(content) > limit:
        raise _BodyTooLarge("A request between nodes is too large.")
    return content


def _json(content: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), content_type="application/json")


def _problem(error: TillbookError, *, status: int) -> HttpResponse:
    problem = Problem(code=error.code, detail=error.message, wall_ms=clock.milliseconds())
    return HttpResponse(
        msgspec.json.encode(problem), content_type="application/problem+json", status=status
    )


def _come_back(error: Overloaded) -> HttpResponse:
    answer = _problem(error, status=503)
    answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


urlpatterns = [
    path(f"{BASE[1:]}/operations", _operations),
    path(f"{BASE[1:]}/groups/<slug:group>/head", _head),
    path(f"{BASE[1:]}/groups/<slug:group>/packages/<slug:name>", _package),
    path(f"{BASE[1:]}/ask/<str:question>", _ask),
    path(f"{BASE[1:]}/enrol", _enrol),
]


class ChildrenMiddleware:
    """Answers the node's children before anything that pages need: sessions, languages, CSRF.

    Children ask twice a second, and are proven by their own tokens.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        if not request.path_info.startswith(f"{BASE}/"):
            return self._get_response(request)
        try:
            match = resolve(request.path_info, urlconf=__name__)
        except Resolver404:
            return _problem(TillbookError("There is nothing at this address."), status=404)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response
