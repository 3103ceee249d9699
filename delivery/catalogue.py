"""Which notices there are: one folder in templates/notices/ each, nothing to register.

It knows what a folder says of itself, not who the people are nor when a notice is due.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from governance.cycle import STEPS
from governance.errors import ConfigError
from governance.reminders import ACTS, NoticeKind
from governance.terms import Role, Stage
from governance.wording import listed

PARTS = ("notice.toml", "subject.txt", "body.txt", "body.html")
KEYS = frozenset({"title", "to", "on_stage", "with_step", "on_act", "opens"})
OCCASIONS = ("on_stage", "with_step", "on_act")

# A personal link does something in its holder's name, so it goes to those who may do it and to nobody else.
WHO_MAY_OPEN: Mapping[str, Role] = {"answer": Role.OWNER, "sign_off": Role.DIRECTOR}


def notice_kinds(templates: Path) -> dict[str, NoticeKind]:
    """Folder name → what it says of itself, in the order of the names. templates: the folder that holds notices/.

    Folders whose name starts with “_” hold shared parts. Raises ConfigError, naming file and key, for a folder
    that cannot be used.
    """
    folders = sorted(path for path in (templates / "notices").glob("[!_.]*") if path.is_dir())
    if not folders:
        raise ConfigError(f"{templates / 'notices'} holds no notice; check that it is the project's templates folder.")
    return {folder.name: _read(folder) for folder in folders}


def _read(folder: Path) -> NoticeKind:
    if not re.fullmatch(r"[a-z0-9_]+", folder.name):
        raise ConfigError(f"The notice folder “{folder}” must be named in small letters, digits and “_” only.")
    if lacking := [name for name in PARTS if not (folder / name).is_file()]:
        raise ConfigError(f"The notice folder “{folder}” lacks {listed(lacking)}; a notice has {listed(PARTS)}.")
    file = folder / "notice.toml"
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{file} cannot be read: {fault}.") from fault
    if unknown := sorted(set(said) - KEYS):
        raise ConfigError(f"{file} sets “{unknown[0]}”, which means nothing; the keys are {listed(sorted(KEYS))}.")
    _one_of(file, said, "title", None)
    to = _who(file, said)
    return NoticeKind(kind=folder.name, to=to, opens=_opens(file, said, to), **_when(file, said))


def _who(file: Path, said: Mapping[str, Any]) -> tuple[Role, ...]:
    people = [role.value for role in Role if role is not Role.SYSTEM]
    to = said.get("to")
    if not isinstance(to, list) or not to or any(role not in people for role in to):
        raise ConfigError(f'{file}: “to” must list at least one of {listed(people, "or")}, as in to = ["owner"].')
    return tuple(Role(role) for role in dict.fromkeys(to))


def _when(file: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    if sum(occasion in said for occasion in OCCASIONS) != 1:
        raise ConfigError(f"{file} must set exactly one of {listed([f'“{name}”' for name in OCCASIONS], 'or')}.")
    if "on_act" in said:
        return {"on_act": _one_of(file, said, "on_act", list(ACTS))}
    if "on_stage" in said:
        return {"on_stage": Stage(_one_of(file, said, "on_stage", [stage.value for stage in Stage]))}
    return {"with_step": _one_of(file, said, "with_step", [step.name for step in STEPS])}


def _opens(file: Path, said: Mapping[str, Any], to: tuple[Role, ...]) -> str:
    if "opens" not in said:
        return ""
    opens = _one_of(file, said, "opens", list(WHO_MAY_OPEN))
    if to != (WHO_MAY_OPEN[opens],):
        raise ConfigError(f'{file}: a link that opens “{opens}” goes to = ["{WHO_MAY_OPEN[opens]}"] and nobody else.')
    return opens


def _one_of(file: Path, said: Mapping[str, Any], key: str, allowed: list[str] | None) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip() or (allowed is not None and value not in allowed):
        wanted = f"one of {listed(allowed, 'or')}" if allowed else "some words"
        raise ConfigError(f"{file}: “{key}” must be {wanted}.")
    return value
