"""Requests made up from the portal's own description by a machine: none of them breaks it, whoever sends them."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from casts import Ashcombe
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from starlette.requests import Request
from starlette.responses import JSONResponse

from governance.terms import Role
from portal.app import create_app
from portal.security import COOKIE

DESCRIPTION = "/description-for-the-test"
EXAMPLES = 6
# Seconds: a machine that is busy with other tests breaks nothing.
PATIENCE = 120
# Everybody who can be signed in, in as few browsers as reach every address.
BROWSERS: dict[str, tuple[Role, ...]] = {
    "nobody": (),
    "the officer": (Role.OFFICER, Role.ADMINISTRATOR, Role.EXEMPT_READER),
    "the director": (Role.DIRECTOR, Role.LEADER),
    "the auditor": (Role.AUDITOR,),
}
pytestmark = [
    pytest.mark.full,
    # One handler answers GET and HEAD alike, which the description would rather have under two names.
    pytest.mark.filterwarnings("ignore:Duplicate Operation ID"),
]


def described(town: Ashcombe) -> FastAPI:
    """The portal with its OpenAPI description at an address, which it does not hand out otherwise."""
    app = create_app(town.office, clock=lambda: town.now)

    async def describe(request: Request) -> JSONResponse:
        return JSONResponse(app.openapi())

    app.add_route(DESCRIPTION, describe)
    return app


def operations(app: FastAPI) -> Iterator[Any]:
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, app)
    return (found.ok() for found in schema.get_all_operations())


@pytest.mark.parametrize("browser", BROWSERS)
def test_no_request_a_machine_can_make_up_breaks_the_portal(town: Ashcombe, browser: str) -> None:
    roles, app, broken = BROWSERS[browser], described(town), set()
    cookies = {COOKIE: town.signed_in("Carys Bevan", *roles).cookies[COOKIE]} if roles else {}
    count = 0
    for operation in operations(app):
        count += 1

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def try_it(case: Any) -> None:
            response = case.call(cookies=cookies, headers={"sec-fetch-site": "same-origin"}, timeout=PATIENCE)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                broken.add(f"{case.method} {case.path}: {response.status_code}")

        try_it()
    assert count > 10
    assert broken == set()
