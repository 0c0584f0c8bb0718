"""Titles proposed for a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.titles import TITLE_MAX, propose


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("export_deliberations_2026.csv", "Délibérations"),
        ("Liste des écoles (2).xlsx", "Liste des écoles"),
        ("20260114-marches_publics_v2.csv", "Marchés publics"),
        ("MenusCantine2026.ods", "Menus cantine"),
        ("2024-03-liste_ecoles_v2 (1).csv", "Liste des écoles"),
        ("budget 2024.xlsx", "Budget"),
        ("BUDGET PRIMITIF.xlsx", "Budget primitif"),
        ("Budget.primitif.xlsx", "Budget primitif"),
        ("cantines.csv.txt", "Cantines"),
        ("Copie de budget primitif 2024 - v3 finale.xlsx", "Budget primitif"),
        ("ECOLES%20PUBLIQUES.csv", "Écoles publiques"),
        ("Q1-2024 frequentation_bibliotheque.csv", "Fréquentation bibliothèque"),
        ("menus_cantine_S12_mars.csv", "Menus cantine"),
        ("S3IC.csv", "S3IC"),
        ("PLU_zonage.geojson", "PLU zonage"),
        ("annuaire_associations.csv", "Annuaire des associations"),
        ("Liste des associations.ods", "Liste des associations"),
        ("tableau_des_effectifs.xlsx", "Tableau des effectifs"),
        ("Export.csv", ""),
        ("Classeur1.xlsx", ""),
        ("Sans titre.ods", ""),
        ("document(2).pdf", ""),
        ("equipements-sportifs.2024-01-02.csv", "Équipements sportifs"),
        ("C:\\Users\\mairie\\Bureau\\Budget primitif.pdf", "Budget primitif"),
        ("data.csv", ""),
        ("", ""),
    ],
)
def test_names_of_files(name: str, title: str) -> None:
    """Dates, versions and « export » go; accents come back."""
    assert propose(name) == title


@pytest.mark.parametrize(
    ("name", "place", "title"),
    [
        ("subventions_VILLEXEMPLE.csv", "Villexemple (fictive)", "Subventions"),
        ("Subventions 2025 – VILLEXEMPLE (final) v2.csv", "Villexemple (fictive)", "Subventions"),
        ("SUBVENTIONS-SAINT-GELY-DU-FESC-2025.csv", "Saint-Gély-du-Fesc", "Subventions"),
        ("budget de Saint-Gély-du-Fesc.xlsx", "Saint-Gély-du-Fesc", "Budget"),
        ("Écoles à Villexemple.csv", "Villexemple", "Écoles"),
        ("Villexemple.csv", "Villexemple", "Villexemple"),
        ("plan-lunas.pdf", "Lunas-les-Châteaux", "Plan lunas"),
        ("subventions_BEZIERS.csv", "Agde", "Subventions Beziers"),
    ],
)
def test_the_name_of_the_place_is_left_out(name: str, place: str, title: str) -> None:
    """The organisation says it; a name of file that says nothing else is kept, calmly."""
    assert propose(name, place=place) == title


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        (["COLL_NOM", "DELIB_ID"], "Délibérations du conseil municipal"),
        (["nomAttribuant", "nomBénéficiaire"], "Subventions attribuées"),
        (["cle_interop", "voie_nom"], "Base adresse locale"),
    ],
)
def test_columns_that_only_one_kind_of_file_has(columns: list[str], title: str) -> None:
    """A known schema names the data better than the file does."""
    assert propose("fichier.csv", columns) == title


@given(st.text(max_size=400), st.lists(st.text(max_size=20), max_size=5))
def test_any_name_gives_a_clean_title(name: str, columns: list[str]) -> None:
    """Whatever the name, the title is short, printable and trimmed."""
    title = propose(name, columns)
    assert len(title) <= TITLE_MAX
    assert title == title.strip()
    assert title.isprintable()
