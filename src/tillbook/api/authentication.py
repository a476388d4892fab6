"""Who calls: a program with a bearer token of this node."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from tillbook.foundation.actor import Actor
from tillbook.staff.queries import actor_of_token


class Call(HttpRequest):
    """A request whose token was proven."""

    auth: Actor


class BearerToken(HttpBearer):
    """Turns `Authorization: Bearer TOKEN` into the actor who holds the token."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the actor. Raises UnknownToken."""
        return actor_of_token(token.strip())
