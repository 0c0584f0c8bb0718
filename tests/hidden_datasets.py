"""Datasets that nobody but their people may know of, with something unguessable in every field."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from checklist_answers import yes
from leak_scanner import Secret
from world import PASSWORD

from ckan.tests import factories

if TYPE_CHECKING:
    from world import World

STATES = (
    "draft",
    "in_review",
    "returned",
    "opinion_given",
    "suspended",
    "withdrawn",
    "revision",
)
WERE_PUBLIC = ("suspended", "withdrawn")


class Hidden:
    """Hidden datasets in every state, and all that must not be read of them."""

    def __init__(self, world: World) -> None:
        """Create them by the real workflow, in a group, with remarks, opinions and followers."""
        self.world = world
        self.secrets: list[Secret] = []
        agent = {"name": world.people["agent"]["name"], "capacity": "editor"}
        self.group = world.call("sysadmin", "group_create", name="theme", users=[agent])
        self._more_people()
        self.datasets = {state: self._dataset(state) for state in STATES}
        self._leave("former")

    def _more_people(self) -> None:
        """Add the DPO of the neighbour, and an agent who will leave."""
        world = self.world
        for who in ("former", "neighbour_dpo"):
            world.people[who] = factories.UserWithToken(password=PASSWORD)
        former = {"username": world.people["former"]["name"], "role": "editor"}
        world.call("sysadmin", "organization_member_create", id=world.organization["id"], **former)
        chief = world.people["neighbour_dpo"]["name"]
        neighbour = {"organization": world.neighbour["id"], "user": chief}
        admin = {"id": world.neighbour["id"], "role": "admin"}
        world.call(
            "sysadmin",
            "organization_member_create",
            username=world.people["stranger"]["name"],
            **admin,
        )
        world.call("stranger", "governance_dpo_assign", reference="Délibération 2", **neighbour)
        world.call(
            "sysadmin",
            "organization_member_delete",
            id=world.neighbour["id"],
            username=world.people["stranger"]["name"],
        )

    def _leave(self, who: str) -> None:
        """Take somebody's role away: what they saw, they see no more."""
        seen = self.datasets["draft"]["id"]
        assert self.world.status(who, "package_show", id=seen) == 200
        gone = {"id": self.world.organization["id"], "username": self.world.people[who]["name"]}
        self.world.call("sysadmin", "organization_member_delete", **gone)

    def _answers(self, owner: str) -> dict[str, Any]:
        return {item: {"answer": "yes", "comment": self._secret("answer")} for item in yes(owner)}

    def _secret(self, kind: str, prefix: str = "zq", size: int = 6) -> str:
        value = prefix + token_hex(size)
        self.secrets.append(Secret(kind, value))
        return value

    def _dataset(self, state: str) -> dict[str, Any]:
        world = self.world
        dataset = self._record(
            state,
            title=f"Jeu {self._secret('title')}",
            notes=f"Description {self._secret('notes')}",
            tag_string=self._secret("tag"),
            contact=[{"name": self._secret("contact"), "email": "mairie@example.org"}],
            provenance=self._secret("provenance"),
            spatial_coverage=[{"text": f"Lieu {self._secret('place')}"}],
            url=f"https://example.org/{self._secret('page')}",
            conforms_to=[f"https://example.org/{self._secret('schema')}"],
            applicable_legislation=[f"https://example.org/{self._secret('law')}"],
            groups=[{"name": self.group["name"]}],
        )
        content = f"nom\n{self._secret('content')}\n".encode()
        file = world.upload(
            "agent",
            dataset["id"],
            content,
            f"{self._secret('file name')}.csv",
            description=self._secret("resource description"),
            format=self._secret("format", size=2),
        )
        world.call("agent", "resource_patch", id=file["id"], name=self._secret("resource"))
        for kind, value in (("id", dataset["id"]), ("name", dataset["name"])):
            self.secrets.append(Secret(kind, value))
        self.secrets += [Secret("resource id", file["id"]), Secret("hash", file["hash"])]
        self._bring(dataset["id"], state)
        return world.call("agent", "package_show", id=dataset["id"])

    def _record(self, state: str, **fields: Any) -> dict[str, Any]:
        if state != "revision":
            return self.world.draft(**fields)
        public = self.world.published("Jeu public en cours de révision")
        opened = self.world.call("agent", "governance_revise", id=public["id"])
        (copy,) = self.world.call("agent", "package_show", id=opened["id"])["resources"]
        self.world.call("agent", "resource_delete", id=copy["id"])
        return self.world.call("agent", "package_patch", id=opened["id"], **fields)

    def _bring(self, key: str, state: str) -> None:
        call = self.world.call
        if state in ("draft", "revision"):
            return
        answers = self._answers("agent")
        call("agent", "governance_submit", id=key, text=self._secret("remark"), answers=answers)
        if state == "returned":
            self._return(key)
        if state in ("opinion_given", *WERE_PUBLIC):
            self._advise(key, state)
        if state in WERE_PUBLIC:
            met = self._secret("lifted")
            call("agent", "governance_lift_condition", id=key, condition=1, text=met)
            call("controller", "governance_publish", id=key)
            call("reader", "follow_dataset", id=key)
            act = {"suspended": "suspend", "withdrawn": "withdraw"}[state]
            call("controller", f"governance_{act}", id=key, text=self._secret("reason"))

    def _advise(self, key: str, state: str) -> None:
        """Give a reserved opinion; where nothing follows, with conditions, one of them lifted."""
        call = self.world.call
        opinion: dict[str, Any] = {"id": key, "kind": "reserved", "answers": self._answers("dpo")}
        if state in WERE_PUBLIC:
            call("dpo", "governance_opinion", text=self._secret("opinion"), **opinion)
            return
        conditions = [
            {"text": self._secret("condition"), "lifted_by": lifter}
            for lifter in ("organization", "dpo")
        ]
        call("dpo", "governance_opinion", conditions=conditions, **opinion)
        lifted = {"id": key, "condition": 1, "text": self._secret("lifted")}
        call("agent", "governance_lift_condition", **lifted)

    def _return(self, key: str) -> None:
        call = self.world.call
        (file,) = call("agent", "package_show", id=key)["resources"]
        places = ({}, {"field": "notes"}, {"resource": file["id"], "column": "nom"})
        rows = [{"text": self._secret("remark"), **place} for place in places]
        remarks = call("dpo", "governance_return", id=key, remarks=rows)["remarks"]
        replies = [{"remark": remarks[-1]["id"], "text": self._secret("reply")}]
        call("agent", "governance_reply", id=key, replies=replies)

    def references(self, state: str) -> list[str]:
        """Return by what a hidden dataset is named: its id, its name, the id of its file."""
        dataset = self.datasets[state]
        return [dataset["id"], dataset["name"], dataset["resources"][0]["id"]]

    def around(self, state: str) -> list[str]:
        """Return by what its neighbourhood is named."""
        world = self.world
        tag = self.datasets[state]["tags"][0]["name"]
        agent = world.people["agent"]["name"]
        return [world.organization["name"], agent, self.group["name"], tag]
