"""The post round: take what is due from the outbox, put it into words, send it, write down what the channel said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from config.settings import Settings
from delivery.channels.mail import MaybeDelivered
from delivery.message import compose
from delivery.rendering import Words, write_notice
from delivery.sending import Post
from flows.office import Office
from governance.errors import DeliveryFailed, GovernanceError, PaperError
from governance.reminders import NoticeKind
from governance.terms import Role
from plan_store import codes, links, notices, people
from plan_store.audit import SYSTEM
from plan_store.database import reading, transaction
from plan_store.exemptions import marks_for
from plan_store.tables import AccessLink, Notice, Person, SignInCode

BATCH = 50
OUR_FOLDER = "eml://"
# The fact that names a row of SignInCode. The code itself is worked out as the mail is written, and kept nowhere.
CODE_OF = "sign_in_code"


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one post round did, in messages."""

    sent: int = 0
    failed: int = 0


def deliver_notices(office: Office, *, at: datetime, by: str = SYSTEM) -> Round:
    """Send everything that is due at this instant. A message that fails stops no other and is tried again later."""
    sent = failed = 0
    with Post(channel_urls(office), allowed=office.council.channels.allowed_schemas) as post:
        while True:
            with transaction(office.engine) as session:
                batch = notices.take(session, limit=BATCH, lease=office.lease, by=by, at=at)
            if not batch:
                return Round(sent=sent, failed=failed)
            for notice in batch:
                went = _send(office, post, notice, at=at, by=by)
                sent, failed = sent + went, failed + (not went)


def channel_urls(office: Office) -> list[str]:
    """The council's channels, the secret ones of the settings first; a bare eml:// means the outbox folder in var."""
    outbox = f"{OUR_FOLDER}{quote(outbox_folder(office.settings))}"
    urls = [*office.settings.channels, *office.council.channels.urls]
    return [outbox if url == OUR_FOLDER else url for url in urls]


def outbox_folder(settings: Settings) -> str:
    return str(settings.var.absolute() / "outbox")


def _send(office: Office, post: Post, notice: Notice, *, at: datetime, by: str) -> bool:
    """Send one message and record what became of it. Returns whether it left for certain."""
    number, lease = notice.id or 0, notice.lease
    try:
        person, words = _words(office, notice)
        written = notice.written or _compose(office, notice, person, words)

        def in_doubt() -> None:
            with transaction(office.engine) as session:
                notices.mark_in_doubt(session, number, lease, written, "letter", by=by, at=at)

        outcome = post.send(
            written,
            to_address=person.email,
            from_address=office.council.mail_from_address,
            message_id=notice.message_id,
            in_doubt=in_doubt,
        )
    except MaybeDelivered as fault:
        with transaction(office.engine) as session:
            notices.record_doubt(session, number, lease, str(fault), by=by, at=at)
        return False
    except (DeliveryFailed, PaperError) as fault:
        _put_back(office, number, lease, fault, at=at, by=by)
        return False
    with transaction(office.engine) as session:
        notices.record_sent(session, number, lease, outcome.said, by=by, at=at)
    if is_for_the_team(office, notice):
        post.copy_to_team(words)
    return True


def is_for_the_team(office: Office, notice: Notice) -> bool:
    """Notices to officers go to team channels too, once however many officers there are; never a link or a code."""
    if notice.link_id or CODE_OF in notice.facts or Role.OFFICER not in office.notice_kinds[notice.kind].to:
        return False
    with reading(office.engine) as session:
        officers = people.with_role(session, Role.OFFICER)
    return bool(officers) and officers[0].id == notice.person_id


def _put_back(office: Office, number: int, lease: str, fault: GovernanceError, *, at: datetime, by: str) -> None:
    permanent = isinstance(fault, DeliveryFailed) and fault.permanent
    with transaction(office.engine) as session:
        notices.record_failure(session, number, lease, str(fault), permanent=permanent, channel="letter", by=by, at=at)


def _words(office: Office, notice: Notice) -> tuple[Person, Words]:
    """The mail in words; those that were marked since it was taken, some letters ago, are left out."""
    with reading(office.engine) as session:
        person = session.get_one(Person, notice.person_id)
        link = session.get(AccessLink, notice.link_id) if notice.link_id else None
        code = session.get(SignInCode, notice.facts[CODE_OF]) if CODE_OF in notice.facts else None
        said = marks_for(session).left_out(dict(notice.facts))
    if said != notice.facts and notice.written is not None:
        raise DeliveryFailed("Words in this mail have just been marked exempt. It was not sent.", permanent=False)
    facts = facts_for(office, office.notice_kinds[notice.kind], said, person, link)
    if code is not None:
        # Only here, where the mail leaves: whoever looks at a mail beforehand does not see the code in it.
        facts["code"] = codes.digits(code, secret=office.settings.secret)
    return person, write_notice(notice.kind, facts, office.templates)


def facts_for(
    office: Office, kind: NoticeKind, said: dict[str, Any], person: Person, link: AccessLink | None
) -> dict[str, Any]:
    """What the templates of a notice may name: what was kept with it, the person, and addresses made now."""
    council, portal = office.council, office.portal_address
    opened = (
        f"{portal}/{kind.opens.replace('_', '-')}/{links.token(link, secret=office.settings.secret)}" if link else ""
    )
    path = said["cycle"]["paper_path"] if "cycle" in said else ""
    return {
        **said,
        "council": {
            "name": council.name,
            "short_name": council.short_name or council.name,
            "reply_to": council.reply_to or council.mail_from_address,
            "colour": council.colour,
        },
        "person": {"name": person.name, "first_name": person.name.split()[0]},
        "link": opened,
        "paper_address": f"{portal}/{path}" if path else "",
        "desk_address": f"{portal}/",
    }


def _compose(office: Office, notice: Notice, person: Person, words: Words) -> bytes:
    council = office.council
    return compose(
        words,
        to_name=person.name,
        to_address=person.email,
        from_name=council.mail_from_name or council.name,
        from_address=council.mail_from_address,
        reply_to=council.reply_to or council.mail_from_address,
        message_id=notice.message_id,
        at=notice.written_at,
    )
