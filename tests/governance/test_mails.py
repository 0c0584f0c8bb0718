"""Mails of the review, from the page to a real mail server, through a real worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mail_kit import free_port, mail_server, work

from ckan.lib import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import World


def test_a_submission_reaches_the_dpo_in_french(
    world: World, reset_queues: Callable[[], None]
) -> None:
    """The worker writes once to the DPO, in the portal's language, with a link and no data."""
    dataset = world.full_draft("Écoles à lire")
    reset_queues()
    world.call("agent", "governance_submit", id=dataset["id"])
    with mail_server() as (box, port):
        work(port)
    (mail,) = box.messages
    assert world.people["dpo"]["email"] in mail["To"]
    assert mail["Subject"] == "À lire\u00a0: Écoles à lire"
    text = mail.get_content()
    assert "demande votre avis" in text
    assert f"/governance/review/{dataset['name']}" in text
    assert "Ecole Jean Moulin" not in text


def test_a_mail_that_cannot_leave_is_one_line_and_leaves_later(
    world: World, reset_queues: Callable[[], None]
) -> None:
    """The log of the worker says it in one line, without a trace; the mail waits for its turn."""
    dataset = world.full_draft("Écoles à relire")
    reset_queues()
    world.call("agent", "governance_submit", id=dataset["id"])
    log = work(free_port())
    assert "Traceback" not in log
    assert len([line for line in log.splitlines() if "did not leave" in line]) == 1, log
    waiting = jobs.get_queue().scheduled_job_registry
    (job,) = [jobs.job_from_id(key) for key in waiting.get_job_ids()]
    assert str(job.func_name).endswith("jobs.write")
    with mail_server() as (box, port):
        waiting.schedule(job, waiting.get_scheduled_time(job))
        jobs.get_queue().enqueue_job(job)
        work(port)
    assert len(box.messages) == 1
    reset_queues()


def test_a_mail_that_comes_late_says_nothing_false(
    world: World, reset_queues: Callable[[], None]
) -> None:
    """Taken back, or deleted, while mails could not leave: nobody is asked for an opinion."""
    dataset = world.full_draft("Repris avant le courriel")
    reset_queues()
    for action in ("submit", "take_back"):
        world.call("agent", f"governance_{action}", id=dataset["id"])
    with mail_server() as (box, port):
        work(port)
        subjects = [mail["Subject"] for mail in box.messages]
        assert subjects == ["Repris\u00a0: Repris avant le courriel"]
        for action in ("governance_submit", "governance_take_back", "package_delete"):
            world.call("agent", action, id=dataset["id"])
        work(port)
        assert len(box.messages) == 1
    reset_queues()
