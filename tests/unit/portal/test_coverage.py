"""Which communes a dataset covers, from what it says of its territory."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.portal.domain.coverage import communes_covered

INSEE = "http://id.insee.fr/geo"
OWN = ["99001", "99002"]


@pytest.mark.parametrize(
    ("coverages", "codes"),
    [
        ([], OWN),
        ([{"text": "CC de l’Essai"}], OWN),
        ([{"text": " cc de l'ESSAI "}], OWN),
        ([{"text": "Essai", "uri": f"{INSEE}/departement/99"}], OWN),
        ([{"text": "Clairac", "uri": f"{INSEE}/commune/99003"}], ["99003"]),
        ([{"uri": f"{INSEE}/commune/99003"}, {"text": "CC de l’Essai"}], ["99003", *OWN]),
        ([{"text": "Ailleurs"}], []),
        ([{"text": "Voisin", "uri": f"{INSEE}/departement/98"}], []),
        ([{"text": "CC de l’Essai", "uri": "http://geonames.example/1"}], OWN),
    ],
)
def test_a_place_is_known_by_its_address_or_as_the_organisation_s_own(
    coverages: list[dict[str, str]], codes: list[str]
) -> None:
    """Nothing said, or the organisation's own name or code: its communes; a mere name: nowhere."""
    assert communes_covered(coverages, "CC de l’Essai", "99", OWN) == codes
