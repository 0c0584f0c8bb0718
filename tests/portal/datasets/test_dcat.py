"""A published dataset in ckanext-dcat's own catalogue: the fields map by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from checklist_answers import yes
from dataset_kit import AGENT, CONTACT, People, file
from rdflib import DCAT, DCTERMS, FOAF, Graph, Literal, Namespace, URIRef

from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp, call_action

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
AUTHORITY = "http://publications.europa.eu/resource/authority"
BBOX = '{"type": "Polygon", "coordinates": [[[3.1, 43.5], [3.2, 43.5], [3.2, 43.6], [3.1, 43.5]]]}'
FIELDS: dict[str, Any] = {
    "notes": "Les écoles publiques de la commune.",
    "theme": [f"{AUTHORITY}/data-theme/EDUC", f"{AUTHORITY}/data-theme/SOCI"],
    "tags": [{"name": "école"}, {"name": "enfance"}],
    "frequency": f"{AUTHORITY}/frequency/ANNUAL",
    "temporal_coverage": [{"start": "2025-09-01", "end": "2026-07-31"}],
    "spatial_coverage": [
        {
            "text": "Valfictif",
            "uri": "http://id.insee.fr/geo/commune/34999",
            "bbox": BBOX,
        }
    ],
    "conforms_to": ["https://schema.example/ecoles/1.0"],
    "hvd_category": ["http://data.europa.eu/bna/c_e1da4e07"],
    "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    "provenance": "Extrait du logiciel de la scolarité.",
    "url": "https://valfictif.example/ecoles",
}


@pytest.fixture
def published(people: People) -> dict[str, Any]:
    """A dataset that went through its review, by the actions."""
    admin = {"user": "admin-valfictif"}
    dpo = factories.User()["name"]
    call_action("governance_dpo_assign", admin, organization="valfictif", user=dpo)
    dataset = call_action(
        "package_create", AGENT, title="Écoles", owner_org=people.organization, **FIELDS
    )
    call_action(
        "resource_create",
        AGENT,
        package_id=dataset["id"],
        upload=file(),
        description="Une ligne par école.",
    )
    call_action("governance_submit", AGENT, id=dataset["id"], answers=yes("agent"))
    opinion = {"kind": "favourable", "answers": yes("dpo")}
    call_action("governance_opinion", {"user": dpo}, id=dataset["id"], **opinion)
    call_action("governance_publish", admin, id=dataset["id"])
    return call_action("package_show", id=dataset["id"])


def test_every_field_reaches_the_catalogue(app: CKANTestApp, published: dict[str, Any]) -> None:
    """`/catalog.ttl` parses and says of the dataset all that its record says."""
    graph = Graph().parse(data=app.get("/catalog.ttl").data, format="turtle")
    [dataset] = graph.subjects(DCTERMS.identifier, Literal(published["id"]))

    def said(predicate: URIRef, subject: Any = dataset) -> set[str]:
        return {str(value) for value in graph.objects(subject, predicate)}

    assert said(DCTERMS.title) == {"Écoles"}
    assert said(DCTERMS.description) == {FIELDS["notes"]}
    assert said(DCAT.theme) == set(FIELDS["theme"])
    assert said(DCAT.keyword) == {"école", "enfance"}
    assert said(DCTERMS.accrualPeriodicity) == {FIELDS["frequency"]}
    assert said(DCTERMS.language) == {f"{AUTHORITY}/language/FRA"}
    assert said(DCTERMS.accessRights) == {f"{AUTHORITY}/access-right/PUBLIC"}
    assert said(DCTERMS.conformsTo) == set(FIELDS["conforms_to"])
    assert said(DCATAP.hvdCategory) == set(FIELDS["hvd_category"])
    assert said(DCATAP.applicableLegislation) == set(FIELDS["applicable_legislation"])
    assert said(DCTERMS.spatial) == {FIELDS["spatial_coverage"][0]["uri"]}
    assert said(DCAT.landingPage) == {FIELDS["url"]}
    [place] = graph.objects(dataset, DCTERMS.spatial)
    assert any(value.startswith("POLYGON") for value in said(DCAT.bbox, place))
    [period] = graph.objects(dataset, DCTERMS.temporal)
    assert said(DCAT.startDate, period) == {"2025-09-01"}
    assert said(DCAT.endDate, period) == {"2026-07-31"}
    [contact] = graph.objects(dataset, DCAT.contactPoint)
    assert said(VCARD.hasEmail, contact) == {f"mailto:{CONTACT}"}
    [publisher] = graph.objects(dataset, DCTERMS.publisher)
    assert said(FOAF.name, publisher) == {"Valfictif"}
    assert said(DCTERMS.type, publisher) == {"http://purl.org/adms/publishertype/LocalAuthority"}


def test_file_and_licence_reach_the_catalogue(app: CKANTestApp, published: dict[str, Any]) -> None:
    """The distribution has its address, format, size and a licence that data.gouv.fr recognises."""
    graph = Graph().parse(data=app.get("/catalog.ttl").data, format="turtle")
    [dataset] = graph.subjects(DCTERMS.identifier, Literal(published["id"]))
    [distribution] = graph.objects(dataset, DCAT.distribution)

    def said(predicate: URIRef) -> set[str]:
        return {str(value) for value in graph.objects(distribution, predicate)}

    assert said(DCAT.accessURL) == {published["resources"][0]["url"]}
    assert said(DCTERMS.license) == {"https://www.etalab.gouv.fr/licence-ouverte-open-licence"}
    assert said(DCTERMS["format"]) == {"CSV"}
    assert said(DCAT.mediaType) == {"text/csv"}
    assert said(DCAT.byteSize) == {str(published["resources"][0]["size"])}
    assert said(DCTERMS.description) == {"Une ligne par école."}


def test_what_is_said_of_a_publisher_is_not_stored(people: People) -> None:
    """Patching an organisation with what was shown of it keeps nothing computed."""
    sysadmin = {"user": call_action("get_site_user", {"ignore_auth": True})["name"]}
    call_action("organization_patch", sysadmin, id=people.organization, description="Un village")
    extras = model.Group.get(people.organization).extras  # pyright: ignore[reportOptionalMemberAccess,reportAttributeAccessIssue]
    assert extras["kind"] == "commune"
    assert "dcat_type" not in extras
