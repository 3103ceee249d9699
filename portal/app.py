"""The portal put together: uvicorn portal.app:from_environment --factory. It knows nothing of any page."""

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from config.clock import now
from config.council import load_council
from config.settings import load_settings
from delivery.catalogue import notice_kinds
from plan_store.database import connect
from plan_store.telling import Telling
from portal.access_log import mask_tokens_in_logs
from portal.deps import Clock, Visiting, Wiring
from portal.fault_pages import show_faults_as_pages
from portal.pages import Pages
from portal.routes import answers, reading_room, sign_offs
from portal.security import HeadersOnEveryAnswer, NoLargeBodies, check_form_is_ours

colours = APIRouter()


def create_app(wiring: Wiring, *, clock: Clock = now) -> FastAPI:
    """The portal. clock: says what instant it is, so that a demo or a test can choose the day."""
    mask_tokens_in_logs()
    templates = wiring.settings.home / "templates"
    # No schema and no generated pages: what people may do here, they do on our pages.
    app = FastAPI(
        title="ClearDays", openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(check_form_is_ours)]
    )
    app.state.wiring, app.state.clock = wiring, clock
    app.state.pages = Pages(templates, wiring.council)
    show_faults_as_pages(app)
    app.add_middleware(NoLargeBodies)
    app.add_middleware(HeadersOnEveryAnswer)
    for router in (answers.router, sign_offs.router, reading_room.router, colours):
        app.include_router(router)
    app.mount("/static/fonts", StaticFiles(directory=templates / "house" / "fonts"))
    app.mount("/static", StaticFiles(directory=app.state.pages.static))
    return app


@colours.api_route("/static/council.css", methods=["GET", "HEAD"])
def show_colours(visit: Visiting) -> Response:
    """The council's colour as a stylesheet of its own, for no page may hold styles."""
    return Response(visit.pages.colours, media_type="text/css")


def from_environment() -> FastAPI:
    """The portal of this machine. Raises ConfigError where a setting cannot be used."""
    settings = load_settings()
    council = load_council(settings.council)
    telling = Telling(
        kinds=notice_kinds(settings.home / "templates"),
        scale=council.scale,
        council=council.name,
        secret=settings.secret,
    )
    wiring = Wiring(engine=connect(settings.database), council=council, settings=settings, telling=telling)
    shown = settings.as_of
    return create_app(wiring, clock=now if shown is None else lambda: shown)
