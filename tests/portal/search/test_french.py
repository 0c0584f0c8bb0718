"""French search on a real Solr: what people type finds what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan.tests import factories
from ckan.tests.helpers import call_action

Deposit = Callable[..., str]
Find = Callable[..., dict[str, Any]]
TitlesOf = Callable[..., list[str]]


def test_accents_case_number_and_elision(deposit: Deposit, titles_of: TitlesOf) -> None:
    """Every way of writing a word finds the titles that write it another way."""
    words = {
        "Liste des écoles": "école ecole écoles l'école l’école ÉCOLE L'ÉCOLE d’écoles e\u0301cole",
        "Œuvres d’art": "œuvre oeuvre ŒUVRES l'oeuvre",
        "Délibérations": "délibération deliberations DELIBERATION",
        "La commune aujourd’hui": "aujourd'hui aujourd’hui aujourdhui",
        "Bassins_d-eau-2024.csv": "eau bassin 2024",
        "Budget2023": "budget 2023",
    }
    for title in words:
        deposit(title)
    for title, spellings in words.items():
        for spelling in spellings.split():
            assert titles_of(spelling) == [title], spelling


def test_synonyms_work_both_ways(deposit: Deposit, titles_of: TitlesOf) -> None:
    """An acronym finds its expression, the expression finds the acronym, and nothing else."""
    synonyms = {
        "DECP": "marchés publics",
        "BAL": "adresses",
        "EPCI": "intercommunalité",
        "PLU": "urbanisme",
        "IRVE": "bornes de recharge",
        "CCAS": "centre communal d'action sociale",
        "cantine": "restauration scolaire",
        "PEI": "points d’eau incendie",
    }
    for one, other in synonyms.items():
        deposit(f"{one} de 2023")
        deposit(f"Les {other} de 2024")
    for one, other in synonyms.items():
        found = {f"{one} de 2023", f"Les {other} de 2024"}
        assert set(titles_of(one)) == set(titles_of(other.upper())) == found, one


def test_a_directory_is_not_what_speaks_of_associations(
    deposit: Deposit, titles_of: TitlesOf
) -> None:
    """« annuaire » finds directories only: a synonym brings no word that says something else."""
    deposit("Annuaire des services")
    deposit("Subventions", notes="Montant donné à chaque association, budget annuel.")
    for word in ("annuaire", "annuaires", "l’annuaire"):
        assert titles_of(word) == ["Annuaire des services"], word
    for word in ("association", "annuelle", "RNA"):
        assert titles_of(word) == ["Subventions"], word


def test_titles_rank_first(deposit: Deposit, titles_of: TitlesOf) -> None:
    """The dataset whose title says it comes before those that only mention it."""
    long_text = "Les écoles de la commune, les écoles primaires, chaque école de chaque commune."
    deposit("Budget de la commune", notes=long_text)
    deposit("Communes de l’intercommunalité", notes=long_text, organization="cc-fictive")
    deposit("Liste des écoles", notes="Adresse et effectif.")
    deposit("Limites des communes")
    assert titles_of("écoles de la commune")[0] == "Liste des écoles"
    assert "Limites des communes" not in titles_of("écoles de la commune")


def test_punctuation_and_stop_words(deposit: Deposit, titles_of: TitlesOf) -> None:
    """Text typed or pasted as it comes finds the dataset, and never breaks the search."""
    deposit("Budget 2024 de la commune")
    deposit("Prénoms")
    for typed in (
        "budget : 2024",
        "budget: 2024",
        "budget:2024",
        '"budget 2024',
        "« budget 2024 »",
        "(budget + 2024",
        "le budget de la commune",
        "budget AND 2024",
        "http://budget/2024?*",
        "-budget",
        "budget [2024",
    ):
        assert titles_of(typed) == ["Budget 2024 de la commune"], typed
    assert len(titles_of("de la")) == len(titles_of("")) == 2
    assert titles_of("budget " * 70) == ["Budget 2024 de la commune"]


def test_a_phrase_is_found_in_order(deposit: Deposit, titles_of: TitlesOf) -> None:
    """Words between quotation marks must follow one another."""
    deposit("Conseil municipal")
    deposit("Municipal, le conseil")
    assert titles_of("« conseil municipal »") == ["Conseil municipal"]


def test_one_word_of_three_may_be_missing(deposit: Deposit, titles_of: TitlesOf) -> None:
    """Two words must be there; of three or more, one may be absent from the dataset."""
    deposit("Liste des écoles")
    assert titles_of("écoles Valfictif") == ["Liste des écoles"]
    assert titles_of("écoles primaires") == []
    assert titles_of("écoles primaires Valfictif") == ["Liste des écoles"]


def test_queries_by_field_still_work(deposit: Deposit, titles_of: TitlesOf) -> None:
    """What programs write means the same as in any CKAN."""
    deposit("Prénoms")
    deposit("Prénoms", organization="montfictif")
    deposit("Budget", organization="montfictif")
    assert titles_of("organization:montfictif AND title:prénom") == ["Prénoms"]
    assert sorted(titles_of("(organization:montfictif)")) == ["Budget", "Prénoms"]
    assert titles_of("-title:prénoms +organization:montfictif") == ["Budget"]
    assert titles_of("", fq="organization:valfictif") == ["Prénoms"]
    assert len(titles_of("*:*")) == 3


def test_sorting(deposit: Deposit, titles_of: TitlesOf) -> None:
    """The caller's order is kept, with or without words."""
    for title in ("Budget b", "Budget a", "Budget c"):
        deposit(title)
    ordered = ["Budget a", "Budget b", "Budget c"]
    assert titles_of("budget", sort="title_string asc") == ordered
    assert titles_of("", sort="title_string desc") == ordered[::-1]
    assert titles_of("budget", sort="metadata_created asc") == ["Budget b", "Budget a", "Budget c"]


def test_what_is_hidden_stays_hidden(deposit: Deposit) -> None:
    """Our parameters leave CKAN's filters alone: words of a reader find no draft."""
    deposit("Liste des écoles")
    context = {"user": factories.User()["name"], "ignore_auth": False}
    for query in ("écoles", "title:écoles", "*:*"):
        drafts = {"include_private": True, "include_drafts": True}
        assert call_action("package_search", dict(context), q=query, **drafts)["count"] == 0


def test_search_by_bounding_box(deposit: Deposit, titles_of: TitlesOf) -> None:
    """A box finds the datasets whose territory it meets, with or without words."""
    deposit("Écoles d’ici", spatial_coverage=[{"text": "Ici", "bbox": box(3, 43, 4, 44)}])
    deposit("Écoles de là", spatial_coverage=[{"text": "Là", "bbox": box(5, 43, 6, 44)}])
    deposit("Écoles de nulle part", spatial_coverage=[{"text": "Ailleurs"}])
    here = {"extras": {"ext_bbox": "3.4,43.4,3.5,43.5"}}
    assert titles_of("", **here) == ["Écoles d’ici"]
    assert titles_of("l’école", **here) == ["Écoles d’ici"]
    assert titles_of("budget", **here) == []
    assert len(titles_of("", extras={"ext_bbox": "2,42,7,45"})) == 2


def test_a_large_or_bad_outline_does_not_prevent_indexing(
    deposit: Deposit, titles_of: TitlesOf
) -> None:
    """Solr refuses strings of 32 KB, ckanext-spatial stops on bad GeoJSON: neither sees them."""
    shore = [[3 + i / 10000, 43 + (i % 7) / 1000] for i in range(5000)]
    outline = {"type": "Polygon", "coordinates": [[*shore, [3.4, 44], shore[0]]]}
    deposit("Rivage", spatial_coverage=[{"text": "Rivage", "geom": outline}])
    deposit("Faux", spatial_coverage=[{"text": "Faux", "bbox": '{"type": "Polygon"}'}])
    assert titles_of("rivage") == ["Rivage"]
    assert titles_of("faux") == ["Faux"]
    assert titles_of("", extras={"ext_bbox": "3,43,3.5,44"}) == ["Rivage"]


def test_addresses_of_vocabularies_are_not_words(deposit: Deposit, find: Find) -> None:
    """The address of a theme or of a place, and coordinates, find nothing; contacts do."""
    theme = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
    place = {"text": "Valfictif", "uri": "http://id.insee.fr/geo/commune/00000"}
    deposit(
        "Arbres",
        theme=[theme],
        spatial_coverage=[place],
        contact=[{"name": "Service des jardins", "email": "jardins@example.org"}],
    )
    for word in ("publications", "authority", "insee", "commune"):
        assert find(word)["count"] == 0, word
    assert find("jardins")["count"] == 1
    assert find(fq=f'theme:"{theme}"')["count"] == 1


def box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """A rectangle in GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
