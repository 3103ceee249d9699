"""Who has come in and how: mailed codes, sessions, and counts that stop guessing. Tokens stand here as hashes only."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from plan_store.tables.columns import instant, key, refers, text


class SignInCode(SQLModel, table=True):
    """A one-time code. It is worked out from the nonce and the settings' secret, so a copy of the store opens nothing.

    kind: code (eight digits, by mail) or invitation (a long token, printed by the command line). tries: wrong ones.
    """

    id: int | None = key()
    person_id: int = refers("person.id")
    kind: str = text("code")
    nonce: str = Field(unique=True)
    issued_at: datetime = instant()
    expires_at: datetime = instant()
    tries: int = 0
    used_at: datetime | None = instant(nullable=True)


class SignInSession(SQLModel, table=True):
    """A browser that has signed in. how: code, invitation or openid."""

    id: int | None = key()
    person_id: int = refers("person.id")
    token_hash: str = Field(unique=True)
    how: str = text()
    began_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class RateCount(SQLModel, table=True):
    """How often something was tried in a window. key: what was tried and a hash of who tried it."""

    key: str = Field(primary_key=True)
    count: int = 0
    until: datetime = instant(index=True)
