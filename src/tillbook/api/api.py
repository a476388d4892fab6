"""The API put together: routes, authentication, problems and its own description."""

from typing import Any

from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from pydantic import TypeAdapter

from tillbook.api import (
    attributes,
    configuration,
    consents,
    customers,
    features,
    groups,
    history,
    jobs,
    merging,
    nodes,
    operations,
    parts,
    problems,
    search,
    search_index,
    status,
    stores,
    why,
)
from tillbook.api.authentication import BearerToken
from tillbook.api.bodies import JsonBody
from tillbook.api.schemas import Problem

_DESCRIPTION = """Customer management in stores, at every node of the chain.

Refusals are `application/problem+json` (RFC 9457): `code` is stable, `remedy` names the next step,
`errors` points at fields. POST, PATCH and DELETE of customers and their parts take an
`Idempotency-Key` header of 1 to 200 characters; whatever changes a customer takes `If-Match`."""
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The client's own key: a repeat of the request has one effect.",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the version that the editor saw.",
}
_CONDITIONAL = (
    "change_customer add_address change_address retire_address add_contact change_contact "
    "remove_contact record_consent"
)
_KEYED = "create_customer correct_operation restore_lost_value"
_HEADERS = {name: [_KEY] for name in _KEYED.split()} | {
    name: [_KEY, _IF_MATCH] for name in _CONDITIONAL.split()
}


class TillbookApi(NinjaAPI):
    """Ninja's API with stable operation ids and one description of every refusal."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name under which generated clients know an operation."""
        name = operation.view_func.__name__
        return f"{name}_customer" if operation.view_func.__module__ == customers.__name__ else name

    def get_openapi_schema(self, **arguments: Any) -> OpenAPISchema:
        """Describe the API; every operation may answer with a problem."""
        schema = super().get_openapi_schema(**arguments)
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
                operation["parameters"] += _HEADERS.get(operation["operationId"], [])
        schema["components"]["responses"] = {"Problem": _problem_response()}
        schema["components"]["schemas"] |= _problem_schemas()
        return schema


def _problem_response() -> dict[str, Any]:
    shape = {"schema": {"$ref": REF_TEMPLATE.format(model="Problem")}}
    return {
        "description": "The request was refused.",
        "content": {"application/problem+json": shape},
    }


def _problem_schemas() -> dict[str, Any]:
    described = TypeAdapter(Problem).json_schema(ref_template=REF_TEMPLATE)
    return {**described.pop("$defs"), "Problem": described}


api = TillbookApi(
    title="Tillbook",
    version="1",
    description=_DESCRIPTION,
    openapi_url="/openapi.json",
    docs_url=None,
    docs_decorator=require_GET,
    auth=BearerToken(),
    parser=JsonBody(),
)
api.add_exception_handler(Exception, problems.answer_to)
for _known in problems.HANDLED:
    api.add_exception_handler(_known, problems.answer_to)
api.add_router("/customers", search.router)
api.add_router("/customers", history.router)
api.add_router("/customers", parts.router)
api.add_router("/customers", consents.router)
api.add_router("/customers", operations.of_customers)
api.add_router("/customers", merging.of_customers)
api.add_router("", merging.router)
api.add_router("/operations", operations.router)
api.add_router("/stores", stores.router)
api.add_router("", groups.router)
api.add_router("", attributes.router)
api.add_router("", features.router)
api.add_router("", configuration.router)
api.add_router("/nodes", nodes.router)
api.add_router("", jobs.router)
api.add_router("", status.router)
api.add_router("", why.router)
api.add_router("", search_index.router)
