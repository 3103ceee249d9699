"""The portal put together: uvicorn portal.app:from_environment --factory. It knows nothing of any page."""

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from config.clock import now
from config.settings import load_settings
from flows.office import Office, open_office
from portal.access_log import mask_tokens_in_logs
from portal.deps import Clock, Visiting
from portal.fault_pages import show_faults_as_pages
from portal.guard import check_access, check_table
from portal.pages import Pages
from portal.routes import (
    answers,
    answers_files,
    answers_link,
    answers_passing,
    board,
    board_calendar,
    board_pictures,
    coming_in,
    desk,
    desk_action_acts,
    desk_actions,
    desk_acts,
    desk_answers,
    desk_boards,
    desk_checks,
    desk_clearances,
    desk_corrections,
    desk_dates,
    desk_decisions,
    desk_exempt_words,
    desk_history,
    desk_load,
    desk_load_file,
    desk_mappings,
    desk_meeting_acts,
    desk_minutes,
    desk_papers,
    desk_people,
    desk_person_acts,
    desk_plan,
    desk_post,
    desk_previews,
    desk_questions,
    desk_rehearse,
    desk_resolutions,
    director,
    exempt,
    openid_sign_in,
    reading_room,
    sign_offs,
    signing_in,
)
from portal.security import HeadersOnEveryAnswer, NoLargeBodies, check_form_is_ours

colours = APIRouter()
LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def create_app(office: Office, *, clock: Clock = now) -> FastAPI:
    """The portal. clock: says what instant it is, so that a demo or a test can choose the day."""
    mask_tokens_in_logs()
    templates = office.templates
    # No schema and no generated pages: what people may do here, they do on our pages.
    app = FastAPI(
        title="ClearDays",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(check_form_is_ours), Depends(check_access)],
    )
    app.state.office, app.state.clock = office, clock
    app.state.pages = Pages(templates, office.council, logo=_logo(office))
    show_faults_as_pages(app)
    app.add_middleware(NoLargeBodies)
    app.add_middleware(HeadersOnEveryAnswer)
    check_table(ROUTERS)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static/fonts", StaticFiles(directory=templates / "house" / "fonts"))
    app.mount("/static", StaticFiles(directory=app.state.pages.static))
    return app


def _logo(office: Office) -> bytes:
    name = office.council.logo
    return (office.settings.council.parent / name).read_bytes() if name else b""


@colours.api_route("/static/council-logo", methods=["GET", "HEAD"])
def show_logo(visit: Visiting) -> Response:
    """The council's logo, which stands beside council.toml. As a picture an SVG runs no script; opened, neither."""
    if not visit.pages.logo:
        raise HTTPException(404, "This council has put no logo into its settings.")
    kind = "image/svg+xml" if visit.council.logo.endswith(".svg") else "image/png"
    return Response(visit.pages.logo, media_type=kind, headers={"Content-Security-Policy": LOGO_POLICY})


@colours.api_route("/static/council.css", methods=["GET", "HEAD"])
def show_colours(visit: Visiting) -> Response:
    """The council's colour as a stylesheet of its own, for no page may hold styles."""
    return Response(visit.pages.colours, media_type="text/css")


ROUTERS = (
    answers.router,
    answers_files.router,
    answers_link.router,
    answers_passing.router,
    sign_offs.router,
    director.router,
    board.router,
    board_calendar.router,
    board_pictures.router,
    exempt.router,
    signing_in.router,
    openid_sign_in.router,
    coming_in.router,
    reading_room.router,
    colours,
    desk_load.router,
    desk_load_file.router,
    desk_mappings.router,
    desk_decisions.router,
    desk_minutes.router,
    desk_questions.router,
    desk_resolutions.router,
    desk_corrections.router,
    desk_rehearse.router,
    desk_plan.router,
    desk_history.router,
    desk_actions.router,
    desk_action_acts.router,
    desk.router,
    desk_acts.router,
    desk_answers.router,
    desk_dates.router,
    desk_post.router,
    desk_previews.router,
    desk_people.router,
    desk_person_acts.router,
    desk_boards.router,
    desk_meeting_acts.router,
    desk_papers.router,
    desk_checks.router,
    desk_clearances.router,
    desk_exempt_words.router,
)


def from_environment() -> FastAPI:
    """The portal of this machine. Raises ConfigError where a setting cannot be used."""
    office = open_office(load_settings())
    shown = office.settings.as_of
    app = create_app(office, clock=now if shown is None else lambda: shown)
    pages: Pages = app.state.pages
    pages.warm_up()
    return app
