"""The import writes what the plan says, once, and nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import small_territory as small
import sqlalchemy as sa
from small_territory import find

from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import helpers

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.territory import TerritoryError
from ckanext.opendata_territoire.portal.territory.importing import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLES = (
    "group",
    "member",
    "package",
    "opendata_territoire_place",
    "opendata_territoire_former_name",
)


def rows() -> dict[str, set[str]]:
    """Photograph the tables, PostgreSQL's number of the last transaction of each row included."""
    model.Session.rollback()
    return {
        table: {
            str(row)
            for row in model.Session.execute(
                sa.select(sa.literal_column("xmin"), sa.literal_column("*")).select_from(
                    sa.table(table)
                )
            )
        }
        for table in TABLES
    }


def organization(name: str) -> dict[str, Any]:
    """Read an organisation as anybody does."""
    return helpers.call_action("organization_show", id=name)


@contextmanager
def other_import() -> Iterator[None]:
    """Hold the lock as another import would, in a session of its own."""
    engine = model.meta.engine
    assert engine
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        yield


@pytest.mark.usefixtures("empty")
class TestFirstImport:
    """Into an empty portal."""

    def test_organisations_say_what_the_places_are(self, take: Any) -> None:
        """Kind, codes, populations with their types, by CKAN's own action."""
        take()
        found = organization("aigues-vives")
        expected = {
            "title": "Aigues-Vives",
            "type": "organization",
            "kind": "commune",
            "insee_code": "99001",
            "siren": small.AIGUES["siren"],
            "population": 1001,
            "population_total": 2001,
            "postal_codes": ["99000"],
            "vintage": "2026",
        }
        assert {name: found[name] for name in expected} == expected
        assert [parent["name"] for parent in found["groups"]] == ["cc-des-vignes"]
        plateau = organization("cc-du-haut-plateau")
        assert plateau["members_outside"] == [
            {"code": "98001", "name": "Dehors", "department": "98"}
        ]

    def test_core_sees_the_hierarchy(self, take: Any) -> None:
        """CKAN's own walk down the tree finds every commune below the département."""
        take()
        root = model.Group.get("departement-essai")
        assert root is not None
        assert len(root.get_children_group_hierarchy("organization")) == 8

    def test_second_import_touches_nothing(self, take: Any) -> None:
        """Not a row is written again, whatever the value."""
        take()
        before = rows()
        assert str(take()) == "0 changement"
        assert rows() == before

    def test_dry_run_writes_nothing(self, take: Any) -> None:
        """It says the nine changes and leaves the tables as they are."""
        before = rows()
        assert len(take(dry_run=True).changes) == 9
        assert rows() == before

    def test_failure_leaves_nothing_behind(
        self, take: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An import cut in the middle of its writes is as if it had not begun."""
        take()
        before = rows()

        def fail(*_: Any) -> None:
            raise OSError("power cut")

        monkeypatch.setattr(
            "ckanext.opendata_territoire.portal.territory.writer._move_people", fail
        )
        with pytest.raises(OSError, match="power cut"):
            take(small.merged(name="Neuve"), "7.0.0")
        assert rows() == before

    def test_two_imports_at_once(self, take: Any) -> None:
        """The second says so and writes nothing."""
        with other_import(), pytest.raises(TerritoryError, match="en cours"):
            take()
        assert take().changes

    def test_another_department_is_refused(self, take: Any, tmp_path: Path, cli: Any) -> None:
        """One portal, one département."""
        take()
        folder = small.write(tmp_path / "other", small.files())
        done = cli.invoke(
            ckan, ["territoire", "import", "--department", "98", "--source", str(folder)]
        )
        assert done.exit_code == 1
        assert "99" in done.output


@pytest.mark.usefixtures("empty")
class TestCommand:
    """`ckan territoire import`."""

    def run(self, cli: Any, folder: Path, *options: str) -> Any:
        """Run the command on the small territory."""
        arguments = ["territoire", "import", "--department", "99", "--source", str(folder)]
        return cli.invoke(ckan, [*arguments, *options])

    def test_says_what_it_did_then_nothing(self, cli: Any, tmp_path: Path) -> None:
        """One line for each change, their number, and 0 the second time."""
        folder = small.write(tmp_path, small.files())
        first = self.run(cli, folder)
        assert first.exit_code == 0, first.output
        assert "créer commune Aigues-Vives (/organization/aigues-vives)" in first.output
        assert "9 changements" in first.output
        second = self.run(cli, folder / "data", "--vintage", "2026")
        assert "\n0 changement\n" in f"\n{second.output}"

    def test_the_account_of_the_site_leaves_the_organisations(
        self, cli: Any, tmp_path: Path
    ) -> None:
        """What earlier versions or CKAN left is mended; a second run has nothing to mend."""
        folder = small.write(tmp_path, small.files())
        self.run(cli, folder)
        name = helpers.call_action("get_site_user")["name"]
        helpers.call_action(
            "organization_member_create", id="aigues-vives", username=name, role="admin"
        )
        mended, again = self.run(cli, folder).output, self.run(cli, folder).output
        assert "Le compte du site" in mended
        assert "Le compte du site" not in again
        query = {"id": "aigues-vives", "object_type": "user"}
        assert helpers.call_action("member_list", **query) == []

    def test_dry_run(self, cli: Any, tmp_path: Path) -> None:
        """The same words, and no organisation."""
        done = self.run(cli, small.write(tmp_path, small.files()), "--dry-run")
        assert "9 changements" in done.output
        assert not store.organizations()

    @pytest.mark.parametrize("content", ["", "[", "\xff", "[" * 100_000, '{"a": 1}'])
    def test_broken_file_is_named(self, cli: Any, tmp_path: Path, content: str) -> None:
        """A file that is no JSON, or not the right one: one French line, exit code 1."""
        folder = small.write(tmp_path, small.files())
        (folder / "data" / "communes.json").write_text(content, "latin-1")
        done = self.run(cli, folder)
        assert done.exit_code == 1
        assert "communes.json" in done.output
        assert "Traceback" not in done.output

    def test_missing_folder(self, cli: Any, tmp_path: Path) -> None:
        """The folder that is not there is named."""
        done = self.run(cli, tmp_path / "nowhere")
        assert done.exit_code == 1
        assert "nowhere" in done.output

    def test_unknown_vintage_must_be_said(self, cli: Any, tmp_path: Path) -> None:
        """Without the package's version, the operator gives the year."""
        folder = small.write(tmp_path, small.files())
        (folder / "package.json").unlink()
        assert "--vintage" in self.run(cli, folder).output
        assert self.run(cli, folder, "--vintage", "2026").exit_code == 0


class TestNewVintage:
    """A year later, with people and datasets."""

    def test_edited_fields_are_kept(self, world: Any, take: Any) -> None:
        """What an administrator or the organisation changed survives; the rest moves."""
        world.call("sysadmin", "organization_patch", id="aigues-vives", title="Ville d’Aigues")
        world.call("controller", "organization_patch", id="aigues-vives", description="Chez nous")
        data = small.files()
        data["communes"][0]["codesPostaux"] = ["99100"]
        take(data, "7.0.0")
        found = organization("aigues-vives")
        assert found["title"] == "Ville d’Aigues"
        assert found["description"] == "Chez nous"
        assert (found["postal_codes"], found["vintage"]) == (["99100"], "2027")

    def test_merge_moves_datasets_and_people(self, world: Any, take: Any) -> None:
        """Datasets, published or not, and accounts with their roles pass to the new commune."""
        draft = world.draft(who="neighbour", owner_org=world.neighbour["id"])
        planned = take(small.merged(), "7.0.0")
        assert "fusionner la-borie-d-oeuvre dans Aigues-Vives" in str(planned)
        found = world.call("neighbour", "package_show", id=draft["id"])
        assert found["organization"]["name"] == "aigues-vives"
        accounts = world.call("controller", "organization_account_list", id="aigues-vives")
        roles = {account["name"]: account["role"] for account in accounts}
        assert roles[world.people["neighbour"]["name"]] == "editor"
        assert roles[world.people["neighbour_controller"]["name"]] == "admin"

    def test_merge_keeps_published_datasets_public_and_found(self, world: Any, take: Any) -> None:
        """A published dataset stays public and is found under its new organisation."""
        dataset = world.published()
        take(small.merged(into="99002", gone="99001"), "7.0.0")
        assert set(world.seen_by_anybody(dataset)) >= {"search", "show", "page"}
        found = helpers.call_action("package_search", fq="organization:la-borie-d-oeuvre")
        assert [one["id"] for one in found["results"]] == [dataset["id"]]
        assert helpers.call_action("territory_show", id="la-borie-d-oeuvre")["package_count"] == 1

    def test_merge_does_not_publish(self, world: Any, take: Any) -> None:
        """A draft that changes commune is still seen by nobody."""
        draft = world.draft(who="neighbour", owner_org=world.neighbour["id"])
        take(small.merged(), "7.0.0")
        assert world.seen_by_anybody(draft) == []

    def test_person_of_both_communes_keeps_the_higher_role(self, world: Any, take: Any) -> None:
        """Somebody who was agent in one and in charge in the other is in charge, once."""
        name = world.people["neighbour_controller"]["name"]
        world.call(
            "controller",
            "organization_member_create",
            id="aigues-vives",
            username=name,
            role="editor",
        )
        take(small.merged(), "7.0.0")
        accounts = world.call("controller", "organization_account_list", id="aigues-vives")
        assert [one["role"] for one in accounts if one["name"] == name] == ["admin"]

    @pytest.mark.parametrize("page", ["/organization/{}", "/organization/about/{}"])
    def test_former_address_leads_on(self, world: Any, take: Any, page: str) -> None:
        """Every page of the former address answers 301, its parameters kept."""
        take(small.merged(), "7.0.0")
        answer = world.app.get(
            page.format("la-borie-d-oeuvre") + "?q=eau&sort=name", follow_redirects=False
        )
        assert answer.status_code == 301
        assert answer.headers["Location"].endswith(page.format("aigues-vives") + "?q=eau&sort=name")
        assert world.app.get(answer.headers["Location"]).status_code == 200

    def test_former_address_by_api(self, world: Any, take: Any) -> None:
        """`territory_show` understands a former name."""
        take(small.merged(), "7.0.0")
        found = world.call(None, "territory_show", id="la-borie-d-oeuvre")
        assert (found["name"], found["former_codes"]) == ("aigues-vives", ["99002"])

    def test_renamed_then_merged_leads_to_the_last(self, world: Any, take: Any) -> None:
        """Two steps later, the first address still leads to the present one."""
        data = small.files()
        find(data["communes"], "99002")["nom"] = "Borie-Neuve"
        take(data, "7.0.0")
        take(small.merged(), "8.0.0")
        for former in ("la-borie-d-oeuvre", "borie-neuve"):
            assert world.call(None, "territory_show", id=former)["name"] == "aigues-vives"

    def test_vintage_applied_twice(self, world: Any, take: Any) -> None:
        """After a merge too, the second import touches nothing."""
        world.draft(who="neighbour", owner_org=world.neighbour["id"])
        take(small.merged(), "7.0.0")
        before = rows()
        assert str(take(small.merged(), "7.0.0")) == "0 changement"
        assert rows() == before

    def test_restored_commune_gets_its_address_back(self, world: Any, take: Any) -> None:
        """The organisation comes back to life; its former address is its own again."""
        take(small.merged(), "7.0.0")
        take(small.files(), "8.0.0")
        found = organization("la-borie-d-oeuvre")
        assert (found["state"], found["id"]) == ("active", world.neighbour["id"])
        assert [parent["name"] for parent in found["groups"]] == ["cc-des-vignes"]

    def test_purged_organisation_is_made_again(self, world: Any, take: Any) -> None:
        """An administrator who purges an organisation gets a new one at the next import."""
        world.call("sysadmin", "organization_purge", id="ile-seule")
        assert "1 changement" in str(take())
        assert organization("ile-seule")["id"]
        assert str(take()) == "0 changement"

    def test_deleted_organisation_stays_deleted(self, world: Any, take: Any) -> None:
        """An administrator who deletes an organisation is obeyed."""
        world.call("sysadmin", "organization_delete", id="ile-seule")
        assert str(take()) == "0 changement"
        assert world.status(None, "territory_show", id="ile-seule") == 404

    def test_organisation_made_by_hand_becomes_the_place(self, world: Any, take: Any) -> None:
        """What carries the code of a place is adopted: it keeps what it says."""
        mine = {"name": "mairie", "title": "Mairie", "kind": "commune", "insee_code": "99007"}
        made = world.call("sysadmin", "organization_create", **mine)
        data = small.files()
        data["communes"].append(small.commune("99007", "Nouvelle-Commune"))
        assert "rattacher mairie à Nouvelle-Commune" in str(take(data, "7.0.0"))
        found = organization("mairie")
        assert (found["id"], found["title"], found["population"]) == (made["id"], "Mairie", 100)
        assert str(take(data, "7.0.0")) == "0 changement"

    def test_exchanged_addresses(self, world: Any, take: Any) -> None:
        """Two communes that exchange their names do not collide in the table."""
        data = small.files()
        one, two = find(data["communes"], "99001"), find(data["communes"], "99005")
        one["nom"], two["nom"] = two["nom"], one["nom"]
        take(data, "7.0.0")
        assert organization("durban-99001")["title"] == "Durban"

    def test_interrupted_before_indexing(self, world: Any, take: Any) -> None:
        """What was written but not indexed is indexed by the next import."""
        dataset = world.published()
        take(small.merged(into="99002", gone="99001"), "7.0.0", index=False)
        search = {"fq": "organization:la-borie-d-oeuvre"}
        assert helpers.call_action("package_search", **search)["count"] == 0
        assert str(take(small.merged(into="99002", gone="99001"), "7.0.0")) == "0 changement"
        found = helpers.call_action("package_search", **search)
        assert [one["id"] for one in found["results"]] == [dataset["id"]]
        assert store.to_reindex() == []

    def test_renamed_epci_is_indexed_again_with_its_communes(self, world: Any, take: Any) -> None:
        """A dataset of a commune is found by the new address of its EPCI."""
        dataset = world.published()
        data = small.files()
        data["epci"][0]["nom"] = "CA des Vignes"
        take(data, "7.0.0")
        found = helpers.call_action("package_search", fq="territory:ca-des-vignes")
        assert [one["id"] for one in found["results"]] == [dataset["id"]]
