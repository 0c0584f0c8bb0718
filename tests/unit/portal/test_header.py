"""Which row of a table holds its titles."""

from __future__ import annotations

import io

import pytest

from ckanext.opendata_territoire.portal.domain import header, tabular

TITLES = ["Nom", "Commune", "Élèves", "Ouverte le"]
DATA = [[f"École {i}", "Lodève", str(20 + i), "01/09/2020"] for i in range(6)]


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ([], 0),
        ([["Liste des écoles publiques", "", "", ""]], 1),
        ([["Liste des écoles", "", "", ""], ["Mise à jour", "12/03/2026", "", ""]], 2),
        ([["Mairie", "", "", "Année 2026"], ["Service", "", "", ""]], 2),
    ],
)
def test_rows_above_the_titles_are_told(above: list[list[str]], found: int) -> None:
    """A row that fills half of the table at most is above it."""
    assert header.find([*above, TITLES, *DATA]) == found


@pytest.mark.parametrize(
    "rows",
    [
        [["Nom"], ["a"], ["b"]],
        [["Commune", "2019", "2020", "2021"], ["Lodève", "1", "2", "3"]],
        [["Mois", "1", "2", "3"], ["Total", "10", "20", "30"]],
        [["Nom", "", "", ""], ["a", "1", "2", "3"], ["b", "1", "2", "3"]],
        [["Garçons", "", "Filles", ""], ["6 ans", "7 ans", "6 ans", "7 ans"], ["1", "2", "3", "4"]],
        [["a", "b", "c", "d"], ["x", "", "", ""], ["y", "", "", ""]],
    ],
    ids=["one column", "years", "numbers", "titles missing", "two storeys", "sparse"],
)
def test_doubt_leaves_the_first_row(rows: list[list[str]]) -> None:
    """When no row looks more like titles than the first, it keeps that role."""
    assert header.find(rows) == 0


@pytest.mark.parametrize(
    "first",
    [
        ["Jean", "34172", "12,5"],
        ["Jean", "lundi", "2024-01-31"],
        ["Jean", "jean@example.org", "x"],
        ["Jean", "x", "01/02/2024"],
    ],
)
def test_a_table_without_titles(first: list[str]) -> None:
    """Values above values of the same sort are no titles."""
    assert header.find([first, first, first]) is None


def test_titles_of_figures_above_words() -> None:
    """A code that heads a column of words is a title all the same."""
    assert header.find([["34172", "34142"], ["oui", "non"], ["non", "oui"]]) == 0


def test_csv_with_a_title_on_top() -> None:
    """Title, blank row, titles of columns: separator, columns and rows are those of the table."""
    text = "Liste des écoles, année 2026\r\n\r\nNom;Ville;Élèves\r\n"
    text += "a;Sète;1,5\r\nb;Lodève;2,5\r\nTotal;;4,0\r\n"
    found = tabular.read(io.BytesIO(text.encode("cp1252")), "a.csv")
    assert (found.separator, found.columns) == ("semicolon", ("Nom", "Ville", "Élèves"))
    assert (found.row_count, found.column_count) == (3, 3)
    assert found.above == ("Liste des écoles, année 2026",)
    assert found.total == "Total"
    assert found.rows[0] == ("a", "Sète", "1,5")


def test_csv_without_titles_counts_its_first_row() -> None:
    """No row is taken for titles: all are counted and shown."""
    found = tabular.read(io.BytesIO(b"Jean;34172;1,5\nAnne;34142;2,5\n"), "a.csv")
    assert not found.titled
    assert (found.row_count, found.columns) == (2, ("", "", ""))
    assert found.rows[0] == ("Jean", "34172", "1,5")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1252", "utf-16"])
def test_line_ends_of_every_system(end: str, codec: str) -> None:
    """Unix, Windows and old Mac lines are rows, in every encoding."""
    text = end.join(["Nom\tVille", "a\tSète", '"b\r\nc"\tLodève', ""])
    found = tabular.read(io.BytesIO(text.encode(codec)), "a.txt")
    assert (found.format, found.separator, found.row_count) == ("TSV", "tab", 2)
    assert found.columns == ("Nom", "Ville")
