"""People and what they do. Personal values stand here and nowhere else, so that they can be erased in one place."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint

from governance.terms import Role
from plan_store.tables.columns import key, refers, text, word


class Organisation(SQLModel, table=True):
    id: int | None = key()
    name: str = text()


class Person(SQLModel, table=True):
    id: int | None = key()
    reference: str = Field(unique=True)
    name: str = text()
    job_title: str = text()
    email: str = text()
    phone: str = text()
    directorate: str = text()
    deputy_id: int | None = refers("person.id", nullable=True)
    reports_to_id: int | None = refers("person.id", nullable=True)
    away_until: date | None = None
    left_on: date | None = None


class PersonRole(SQLModel, table=True):
    """What a person may do beyond owning actions: officer, director, leader."""

    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: int | None = key()
    person_id: int = refers("person.id")
    role: Role = word(Role)
