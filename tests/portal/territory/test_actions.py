"""`territory_list` and `territory_show`."""

from __future__ import annotations

from typing import Any

import pytest
import small_territory as small
from sqlalchemy import event

from ckan import model


class TestList:
    """Reading the territory, as anybody."""

    @pytest.fixture(autouse=True)
    def _imported(self, here: Any) -> None:
        self.app = here.app

    def read(self, action: str = "territory_list", **data: Any) -> Any:
        """Call an action anonymously, by the address that a browser would use."""
        answer = self.app.get(f"/api/3/action/{action}", query_string=data)
        assert answer.status_code == 200, answer.body
        return answer.json["result"]

    def names(self, **data: Any) -> list[str]:
        """List names."""
        return [one["name"] for one in self.read(**data)]

    def test_all_in_alphabetical_order(self) -> None:
        """Accents and capitals do not count: Île comes after Durban."""
        assert self.names() == [
            "aigues-vives",
            "cc-des-vignes",
            "cc-du-haut-plateau",
            "clairac-99003",
            "clairac-99004",
            "departement-essai",
            "durban",
            "ile-seule",
            "la-borie-d-oeuvre",
        ]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("île", ["ile-seule"]),
            ("ILE SEULE", ["ile-seule"]),
            ("oeuvre", ["la-borie-d-oeuvre"]),
            ("borie d’œu", ["la-borie-d-oeuvre"]),
            ("99005", ["durban"]),
            (small.DURBAN["siren"], ["durban"]),
            ("%", []),
            ("'; drop table", []),
        ],
    )
    def test_search(self, query: str, found: list[str]) -> None:
        """A name as people type it, or a code."""
        assert self.names(q=query) == found

    def test_kind_and_parent(self) -> None:
        """The two filters combine."""
        assert self.names(kind="epci") == ["cc-des-vignes", "cc-du-haut-plateau"]
        assert self.names(kind="commune", parent="departement-essai") == ["ile-seule"]

    def test_pages(self) -> None:
        """A limit and an offset cut the ordered list."""
        assert self.names(limit=2, offset=1) == ["cc-des-vignes", "cc-du-haut-plateau"]
        assert self.names(limit=0) == []

    @pytest.mark.parametrize("wrong", [{"kind": "région"}, {"limit": "x"}, {"offset": -1}])
    def test_wrong_parameters(self, wrong: dict[str, Any]) -> None:
        """A parameter that makes no sense is named in a 409."""
        answer = self.app.get("/api/3/action/territory_list", query_string=wrong)
        assert answer.status_code == 409
        assert next(iter(wrong)) in answer.json["error"]

    def test_show(self) -> None:
        """A place, what is below it, and what it shares with other départements."""
        found = self.read("territory_show", id="cc-du-haut-plateau")
        assert [one["name"] for one in found["members"]] == ["clairac-99004", "durban"]
        assert found["members_outside"][0]["department"] == "98"
        assert (found["parent"], found["parent_title"]) == (
            "departement-essai",
            "Département de l’Essai",
        )

    @pytest.mark.parametrize("wrong", ["nowhere", "", "é", "%00"])
    def test_unknown_place(self, wrong: str) -> None:
        """What does not exist is not found; no id at all is a wrong request."""
        answer = self.app.get("/api/3/action/territory_show", query_string={"id": wrong})
        assert answer.status_code in (404, 409)

    @pytest.mark.parametrize(
        ("action", "data"), [("territory_list", {}), ("territory_show", {"id": "cc-des-vignes"})]
    )
    def test_number_of_queries_does_not_grow(self, action: str, data: dict[str, str]) -> None:
        """A handful of queries, whatever the number of organisations."""
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            seen.append(statement)

        event.listen(model.meta.engine, "before_cursor_execute", note)
        try:
            self.read(action, **data)
        finally:
            event.remove(model.meta.engine, "before_cursor_execute", note)
        assert len([one for one in seen if '"group"' in one]) <= 2
        assert len(seen) <= 4


def test_counts_are_of_published_datasets(world: Any) -> None:
    """A draft counts for nobody, even for its own agent; a published dataset counts for all."""
    world.full_draft("Encore un brouillon")
    world.published()
    for who in (None, "agent", "sysadmin"):
        places = {one["name"]: one for one in world.call(who, "territory_list")}
        assert places["aigues-vives"]["package_count"] == 1
        assert sum(one["package_count"] for one in places.values()) == 1
        shown = world.call(who, "territory_show", id="cc-des-vignes")
        members = {one["name"]: one["package_count"] for one in shown["members"]}
        assert members["aigues-vives"] == 1
