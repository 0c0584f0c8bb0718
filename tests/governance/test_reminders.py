"""What is awaited is recalled, once, to whoever it is awaited from."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.domain import deadlines
from ckanext.opendata_territoire.governance.model import Review
from ckanext.opendata_territoire.governance.model_dpo import Designation, DpoOfficer, DpoService
from ckanext.opendata_territoire.governance.model_notices import Notice
from ckanext.opendata_territoire.governance.store import people, reminders, reviews

if TYPE_CHECKING:
    from datetime import date

    from world import World


def _working_days_ago(number: int) -> date:
    day = people.today()
    while deadlines.due(day, number) > people.today():
        day -= timedelta(days=1)
    return day


def _moment(number: int) -> datetime:
    return people.end_of(_working_days_ago(number)) - timedelta(hours=12)


def _shift(dataset: dict[str, Any], **columns: datetime) -> None:
    model.Session.execute(
        sa.update(Review).where(Review.dataset_id == dataset["id"]).values(**columns)
    )
    model.Session.commit()


@pytest.fixture
def remind(world: World, cli: Any) -> Any:
    """Give what runs the command and returns who has new reminders, by kind; nobody has any yet."""
    model.Session.query(Notice).delete()
    model.Session.query(Review).filter(Review.state.in_(("in_review", "suspended"))).update(
        {"state": "draft"}
    )
    model.Session.commit()
    names = {person["id"]: name for name, person in world.people.items()}
    known: set[str] = set()

    def run() -> set[tuple[str, str]]:
        with world.app.flask_app.test_request_context():
            assert cli.invoke(command, ["remind"]).exit_code == 0
        new = [notice for notice in model.Session.query(Notice) if notice.id not in known]
        known.update(notice.id for notice in new)
        return {
            (notice.kind, names[notice.person or ""])
            for notice in new
            if notice.kind in ("due_soon", "overdue", "unanswered", "decide")
        }

    return run


def test_an_opinion_is_recalled_before_and_after_its_day(world: World, remind: Any) -> None:
    """To the DPO before and after; then to the organisation; each once, whatever runs again."""
    dataset = world.submitted("À rappeler")
    assert remind() == set()
    for ago, expected in (
        (deadlines.WORKING_DAYS - 1, {("due_soon", "dpo")}),
        (deadlines.WORKING_DAYS, set()),
        (deadlines.WORKING_DAYS + 1, {("overdue", "dpo")}),
        (
            deadlines.WORKING_DAYS + 3,
            {("unanswered", "controller"), ("unanswered", "agent")},
        ),
    ):
        _shift(dataset, submitted_at=_moment(ago))
        assert remind() == expected, ago
        assert remind() == set()


def test_a_new_sending_is_recalled_anew(world: World, remind: Any) -> None:
    """Reminders belong to one sending."""
    dataset = world.submitted("Renvoyé")
    for _turn in range(2):
        _shift(dataset, submitted_at=_moment(deadlines.WORKING_DAYS + 1))
        assert remind() == {("overdue", "dpo")}
        world.call("agent", "governance_take_back", id=dataset["id"])
        world.call("agent", "governance_submit", id=dataset["id"])


def test_a_suspension_is_recalled_within_two_working_days(world: World, remind: Any) -> None:
    """Each working day to the controller, twice, then no more."""
    dataset = world.published("Suspendu à rappeler")
    world.call("dpo", "governance_suspend", id=dataset["id"], text="Motif")
    assert remind() == set()
    for ago, expected in ((1, True), (2, True), (3, False)):
        _shift(dataset, changed_at=_moment(ago))
        assert remind() == ({("decide", "controller")} if expected else set())
        assert remind() == set()
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Motif")
    assert remind() == set()


def test_the_organisation_sees_that_nobody_answered(world: World, remind: Any) -> None:
    """« DPO saisi le …, sans réponse » on both pages, for its people only, and no publication."""
    dataset = world.submitted("Sans réponse")
    paths = (f"/dataset/{dataset['name']}", f"/governance/review/{dataset['name']}")

    def shown(who: str) -> list[bool]:
        headers = world.headers(who)
        bodies = [world.app.get(path, headers=headers).body for path in paths]
        return ["DPO saisi le" in body and "sans réponse" in body for body in bodies]

    _shift(dataset, submitted_at=_moment(deadlines.WORKING_DAYS + 2))
    assert shown("controller") == [False, False]
    _shift(dataset, submitted_at=_moment(deadlines.WORKING_DAYS + 3))
    assert shown("controller") == shown("agent") == [True, True]
    assert shown("dpo") == [False, False]
    assert world.call("controller", "governance_show", id=dataset["id"])["unanswered"]
    assert world.status("controller", "governance_publish", id=dataset["id"]) == 409


def test_two_machines_do_not_remind_together(world: World, cli: Any, remind: Any) -> None:
    """While one is at it, the other does nothing and says so."""
    with model.ensure_engine().begin() as other:
        assert other.scalar(reminders._LOCK)
        assert "ailleurs" in cli.invoke(command, ["remind"]).output
    assert "rappel(s)" in cli.invoke(command, ["remind"]).output


def test_a_reminder_does_not_leave_at_night(world: World, remind: Any) -> None:
    """Posted whenever the command runs, it leaves from seven in the morning on."""
    dataset = world.submitted("Pas la nuit")
    _shift(dataset, submitted_at=_moment(deadlines.WORKING_DAYS + 1))
    remind()
    (notice,) = model.Session.query(Notice).filter_by(kind="overdue")
    zone = people.tk.h.get_display_timezone()
    assert notice.due_at.astimezone(zone).time() >= time(7)


def test_the_mailbox_of_a_service_is_written_to(world: World, cli: Any, remind: Any) -> None:
    """Two working days after the date, once, to the service that the organisation designates."""
    dataset = world.submitted("Boîte du service")
    service = DpoService(
        name="DPO mutualisé", email="dpo@cdg.example", created_by=world.people["team"]["id"]
    )
    model.Session.add(service)
    model.Session.flush()
    designation, officer = _designation(world, service), _officer(world, service)
    model.Session.add_all([designation, officer])
    for ago, expected in ((deadlines.WORKING_DAYS + 1, 0), (deadlines.WORKING_DAYS + 2, 1)):
        _shift(dataset, submitted_at=_moment(ago))
        for _turn in range(2):
            remind()
            letters = model.Session.query(Notice).filter_by(address="dpo@cdg.example").all()
            assert len(letters) == expected
            assert all(letter.words["title"] == "Boîte du service" for letter in letters)
    for row in (designation, officer, service):
        model.Session.delete(row)
    model.Session.commit()


def _designation(world: World, service: DpoService) -> Designation:
    team, now = world.people["team"]["id"], reviews.now()
    return Designation(
        organization_id=world.organization["id"],
        service_id=service.id,
        starts=people.today(),
        recorded_by=team,
        confirmed_by=team,
        confirmed_at=now,
    )


def _officer(world: World, service: DpoService) -> DpoOfficer:
    return DpoOfficer(
        service_id=service.id,
        user_id=world.people["reader"]["id"],
        lead=False,
        stand_in=True,
        starts=people.today(),
        added_by=world.people["team"]["id"],
        accepted_at=reviews.now(),
    )
