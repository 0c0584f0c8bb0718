"""What the demonstration deposits, and how far each deposit travels. Pure.

The département's datasets are real: they are made from the reference that the portal has imported.
Those of the fictional commune are invented, and each says so in its title and in its file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .tables import Place, Table, communes, composition, directory, intercommunalities, workbook

EU = "http://publications.europa.eu/resource/authority"
REFERENCE = "@etalab/decoupage-administratif 6.0.0"
REFERENCE_PAGE = "https://www.npmjs.com/package/@etalab/decoupage-administratif"
LICENCE = "etalab-2.0"

# A step: who takes it, the governance action, what it says.
Step = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True)
class File:
    """A file to deposit: its name on disk, its label, what it holds, its bytes."""

    filename: str
    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class Deposit:
    """A dataset, the account that deposits it, its files, and the steps that follow."""

    name: str
    author: str
    organization: str
    fields: Mapping[str, Any]
    files: tuple[File, ...] = ()
    steps: tuple[Step, ...] = ()


def reference_deposits(
    places: Sequence[Place],
    epci: Sequence[Place],
    address: Mapping[str, str],
    contact: Mapping[str, str],
) -> list[Deposit]:
    """Describe the datasets of the département, made from the territory that the portal knows.

    Args:
        places: all the items of `territory_list`.
        epci: the items of `territory_show` of each EPCI.
        address: web address of each organisation's page, by the organisation's name.
        contact: the subfields of the datasets' contact.
    """
    department = next(place for place in places if place["kind"] == "department")
    code = department["insee_code"]
    common = {
        "theme": [f"{EU}/data-theme/REGI", f"{EU}/data-theme/GOVE"],
        "frequency": f"{EU}/frequency/ANNUAL",
        "license_id": LICENCE,
        "contact": [contact],
        "language": [f"{EU}/language/FRA"],
        "url": REFERENCE_PAGE,
        "provenance": _provenance(department["vintage"]),
    }
    table = communes(places, code)
    list_of_epci, members = intercommunalities(epci), composition(epci, code)
    people = directory(places, address)
    return [
        _reference(
            "communes-du-departement",
            department["name"],
            common
            | {
                "title": "Communes du département",
                "notes": (
                    "Pour chaque commune : son code INSEE, son SIREN, son intercommunalité et sa "
                    "population, municipale et totale. Les communes déléguées ou associées n’y "
                    "sont pas."
                ),
                "tag_string": "communes,code INSEE,SIREN,population,intercommunalité",
            },
            _both(table, "Communes", "Une ligne par commune."),
        ),
        _reference(
            "intercommunalites-et-leur-composition",
            department["name"],
            common
            | {
                "title": "Intercommunalités et leur composition",
                "notes": (
                    "Les intercommunalités à fiscalité propre présentes dans le département et "
                    "toutes leurs communes membres, y compris celles des départements voisins."
                ),
                "tag_string": "intercommunalité,EPCI,communes,SIREN",
            },
            (
                File(
                    "intercommunalites.csv",
                    "Intercommunalités (CSV)",
                    "Une ligne par intercommunalité. Les populations comptent toutes les communes "
                    "membres.",
                    list_of_epci.csv(),
                ),
                File(
                    "composition.csv",
                    "Communes membres (CSV)",
                    "Une ligne par commune membre.",
                    members.csv(),
                ),
                File(
                    "intercommunalites.xlsx",
                    "Intercommunalités et communes membres (XLSX)",
                    "Les deux tableaux dans un classeur.",
                    workbook(list_of_epci, members),
                ),
            ),
        ),
        _reference(
            "annuaire-des-organisations",
            department["name"],
            common
            | {
                "title": "Annuaire des organisations du portail",
                "notes": (
                    "Le département, les intercommunalités et les communes qui ont une page sur ce "
                    "portail : code INSEE, SIREN, intercommunalité ou département, adresse de la "
                    "page. Aucune personne n’y figure."
                ),
                "tag_string": "annuaire,organisations,SIREN,code INSEE",
            },
            _both(people, "Annuaire", "Une ligne par organisation."),
        ),
    ]


def fictional_deposits(organization: str, title: str, contact: Mapping[str, str]) -> list[Deposit]:
    """Describe the work under way of the fictional commune: a draft, a review, a return."""
    warning = f"Exemple fictif : la commune « {title} » n’existe pas, ces données sont inventées."
    common = {
        "theme": [f"{EU}/data-theme/EDUC"],
        "frequency": f"{EU}/frequency/ANNUAL",
        "license_id": LICENCE,
        "contact": [contact],
        "provenance": warning,
    }
    return [
        Deposit(
            f"{organization}-animations",
            "agent",
            organization,
            {"title": "Programme des animations (fictif)", "notes": warning},
            (_invented("animations.csv", "Animations", ANIMATIONS),),
        ),
        Deposit(
            f"{organization}-equipements-sportifs",
            "agent",
            organization,
            common
            | {
                "title": "Équipements sportifs (fictif)",
                "notes": f"Les équipements sportifs ouverts au public. {warning}",
                "tag_string": "sport,équipements",
            },
            (_invented("equipements-sportifs.csv", "Équipements sportifs", EQUIPMENT),),
            (("agent", "governance_submit", {}),),
        ),
        Deposit(
            f"{organization}-subventions",
            "agent",
            organization,
            common
            | {
                "title": "Subventions aux associations (fictif)",
                "notes": f"Les subventions versées aux associations. {warning}",
                "tag_string": "subventions,associations",
                "theme": [f"{EU}/data-theme/ECON"],
            },
            (_invented("subventions.csv", "Subventions", SUBSIDIES),),
            (
                ("agent", "governance_submit", {}),
                ("dpo", "governance_return", {"text": REMARK}),
            ),
        ),
    ]


def _reference(
    name: str, organization: str, fields: Mapping[str, Any], files: tuple[File, ...]
) -> Deposit:
    steps: tuple[Step, ...] = (
        ("department_agent", "governance_submit", {}),
        ("dpo", "governance_opinion", {"kind": "favourable"}),
        ("department", "governance_publish", {}),
    )
    return Deposit(name, "department_agent", organization, fields, files, steps)


def _both(table: Table, label: str, description: str) -> tuple[File, ...]:
    return (
        File(f"{table.name}.csv", f"{label} (CSV)", description, table.csv()),
        File(f"{table.name}.xlsx", f"{label} (XLSX)", description, workbook(table)),
    )


def _provenance(vintage: str) -> str:
    return (
        f"Tiré de {REFERENCE} (licence MIT), découpage administratif {vintage} : communes du "
        "code officiel géographique de l’INSEE, intercommunalités de la DGCL, populations dont "
        "l’année n’est pas précisée ; données diffusées sous Licence Ouverte. Produit par le "
        "portail à partir de la référence qu’il a importée, sans correction."
    )


def _invented(filename: str, name: str, table: Table) -> File:
    return File(filename, name, "Fichier d’exemple, entièrement inventé.", table.csv())


NOTICE = "donnée fictive"

ANIMATIONS = Table(
    "animations",
    ("date", "animation", "lieu", "remarque"),
    (
        ("2027-01-16", "Vœux aux habitants", "Salle polyvalente", NOTICE),
        ("2027-02-14", "Loto", "Foyer", NOTICE),
        ("2027-05-22", "Vide-grenier", "Place du marché", NOTICE),
    ),
)

EQUIPMENT = Table(
    "equipements",
    ("nom", "type", "accessible_pmr", "remarque"),
    (
        ("Stade des Exemples", "stade", "oui", NOTICE),
        ("Gymnase du Modèle", "gymnase", "oui", NOTICE),
        ("Boulodrome", "terrain de pétanque", "non", NOTICE),
        ("Court de tennis", "court de tennis", "non", NOTICE),
    ),
)

# The telephone numbers belong to the block that ARCEP reserves for works of fiction (06 39 98).
SUBSIDIES = Table(
    "subventions",
    ("association", "objet", "montant_euros", "telephone_president", "remarque"),
    (
        ("Association fictive A", "Fonctionnement", 1200, "06 39 98 00 01", NOTICE),
        ("Association fictive B", "Achat de matériel", 800, "06 39 98 00 02", NOTICE),
        ("Association fictive C", "Fête annuelle", 450, "06 39 98 00 03", NOTICE),
    ),
)

REMARK = (
    "La colonne « telephone_president » contient le numéro de particuliers : retirez-la, puis "
    "renvoyez le fichier. Le nom de l’association et le montant peuvent rester."
)
