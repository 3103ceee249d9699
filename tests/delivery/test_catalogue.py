import shutil
from pathlib import Path

import pytest
from notice_samples import TEMPLATES

from delivery.catalogue import notice_kinds
from governance.cycle import STAGES, STEPS
from governance.errors import ConfigError
from governance.reminders import NoticeKind
from governance.terms import Role, Stage

GOOD = 'title = "A notice"\nto = ["owner"]\non_stage = "collecting"\n'


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES / "notices", tmp_path / "notices")
    return tmp_path


def a_folder(templates: Path, toml: str, name: str = "phone_round") -> Path:
    folder = templates / "notices" / name
    shutil.copytree(templates / "notices" / "cycle_closed", folder)
    (folder / "notice.toml").write_text(toml, encoding="utf-8")
    return folder


def test_the_notices_are_the_folders_and_say_who_gets_them_and_when() -> None:
    kinds = notice_kinds(TEMPLATES)

    assert kinds["update_request"] == NoticeKind(
        kind="update_request", to=(Role.OWNER,), on_stage=Stage.COLLECTING, opens="answer"
    )
    assert kinds["paper_published"].to == (Role.BOARD_MEMBER, Role.LEADER)
    assert kinds["silence_escalated"].with_step == "escalate_silence"
    assert set(kinds) == {folder.name for folder in (TEMPLATES / "notices").iterdir()} - {"_parts"}


def test_everybody_whom_the_table_of_stages_tells_gets_a_notice_on_entering_that_stage() -> None:
    kinds = notice_kinds(TEMPLATES).values()

    for stage, row in STAGES.items():
        told = {role for kind in kinds if kind.on_stage is stage for role in kind.to}
        assert told >= row.told, stage


def test_every_step_that_reminds_escalates_or_warns_has_its_notice() -> None:
    with_step = {kind.with_step for kind in notice_kinds(TEMPLATES).values()} - {""}

    telling = {step.name for step in STEPS if step.does.startswith(("reminds", "tells"))}
    assert with_step >= telling


def test_adding_a_folder_adds_a_notice(templates: Path) -> None:
    a_folder(templates, 'title = "Phone round"\nto = ["officer", "sro"]\nwith_step = "lock_cycle"\n')

    assert notice_kinds(templates)["phone_round"] == NoticeKind(
        kind="phone_round", to=(Role.OFFICER, Role.SRO), with_step="lock_cycle"
    )


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('to = ["owner"]\non_stage = "collecting"\n', "“title”"),
        ('title = "A"\non_stage = "collecting"\n', "“to”"),
        ('title = "A"\nto = []\non_stage = "collecting"\n', "“to”"),
        ('title = "A"\nto = "owner"\non_stage = "collecting"\n', "“to”"),
        ('title = "A"\nto = ["owners"]\non_stage = "collecting"\n', "“to”"),
        ('title = "A"\nto = ["system"]\non_stage = "collecting"\n', "“to”"),
        ('title = "A"\nto = ["owner"]\n', "“on_stage”"),
        (GOOD + 'with_step = "remind_owners"\n', "“with_step”"),
        ('title = "A"\nto = ["owner"]\non_stage = "collected"\n', "“on_stage”"),
        ('title = "A"\nto = ["owner"]\nwith_step = "remind_everybody"\n', "“with_step”"),
        (GOOD + 'opens = "everything"\n', "“opens”"),
        (GOOD + 'opens = ""\n', "“opens”"),
        (GOOD + 'subject = "Hello"\n', "“subject”"),
        ("title = A\n", "cannot be read"),
    ],
)
def test_a_notice_toml_that_cannot_be_used_is_refused_with_file_and_key(templates: Path, toml: str, key: str) -> None:
    folder = a_folder(templates, toml)

    with pytest.raises(ConfigError) as refusal:
        notice_kinds(templates)

    assert str(folder / "notice.toml") in str(refusal.value)
    assert key in str(refusal.value)


@pytest.mark.parametrize(("opens", "to"), [("sign_off", "owner"), ("answer", "board_member"), ("answer", "sro")])
def test_a_personal_link_goes_only_to_those_who_may_use_it(templates: Path, opens: str, to: str) -> None:
    a_folder(templates, f'title = "A"\nto = ["{to}"]\non_stage = "collecting"\nopens = "{opens}"\n')

    with pytest.raises(ConfigError, match=f"a link that opens “{opens}” goes to"):
        notice_kinds(templates)


def test_a_folder_that_lacks_a_part_is_refused_and_the_part_named(templates: Path) -> None:
    folder = a_folder(templates, GOOD)
    (folder / "body.txt").unlink()

    with pytest.raises(ConfigError, match=r"phone_round” lacks body\.txt;"):
        notice_kinds(templates)


def test_a_folder_with_a_name_that_cannot_stand_in_a_key_is_refused(templates: Path) -> None:
    a_folder(templates, GOOD, name="Phone round")

    with pytest.raises(ConfigError, match="small letters"):
        notice_kinds(templates)


def test_a_templates_folder_without_notices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no notice"):
        notice_kinds(tmp_path)
