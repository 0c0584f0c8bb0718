"""Where a portal is: environment, memory of its home, ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from launcher.console import PortalError
from launcher.settings import Ports, read_settings, variable_of

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_has_a_default_below_the_checkout(tmp_path: Path) -> None:
    """Without a variable, data and tools are in `var` and the ports follow one another."""
    settings = read_settings({}, tmp_path)
    assert settings.home == tmp_path / "var"
    assert settings.tools == tmp_path / "var" / "tools"
    assert settings.ports == Ports(5000, 5001, 5002, 5003, 5004)
    assert settings.department == "34"
    assert settings.url == "http://127.0.0.1:5000"


def test_two_variables_make_a_second_portal(tmp_path: Path) -> None:
    """A home and a port are enough: nothing of the second portal is shared with the first."""
    first = read_settings({}, tmp_path)
    variables = {"PORTAL_HOME": str(tmp_path / "b"), "PORTAL_PORT": "6100"}
    second = read_settings(variables, tmp_path)
    assert second.home == tmp_path / "b"
    assert not set(vars(first.ports).values()) & set(vars(second.ports).values())
    assert second.tools == first.tools


def test_one_port_can_be_set_alone(tmp_path: Path) -> None:
    """Each port has its variable; the others still follow the main one."""
    settings = read_settings({"PORTAL_SOLR_PORT": "7777", "PORTAL_PORT": "6100"}, tmp_path)
    assert settings.ports == Ports(6100, 6101, 6102, 7777, 6104)
    assert variable_of("solr") == "PORTAL_SOLR_PORT"
    assert variable_of("web") == "PORTAL_PORT"


@pytest.mark.parametrize("text", ["80", "70000", "http", "-1", "6100.5"])
def test_a_port_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    """The refusal names the variable and the value."""
    with pytest.raises(PortalError, match=f"PORTAL_PORT={text}"):
        read_settings({"PORTAL_PORT": text}, tmp_path)


def test_a_derived_port_beyond_the_last_one_is_refused(tmp_path: Path) -> None:
    """65535 is a port, but its four followers are not."""
    with pytest.raises(PortalError, match="PORTAL_PORT"):
        read_settings({"PORTAL_PORT": "65535"}, tmp_path)


def test_two_services_on_one_port_are_refused(tmp_path: Path) -> None:
    """PostgreSQL set on the port of the web is told before anything starts."""
    with pytest.raises(PortalError, match="même port"):
        read_settings({"PORTAL_POSTGRES_PORT": "5000"}, tmp_path)


@pytest.mark.parametrize("character", ['"', "%", "$"])
def test_a_home_that_configuration_files_do_not_bear_is_refused(
    character: str, tmp_path: Path
) -> None:
    """Rather an error at once than a supervisor that misreads its file."""
    with pytest.raises(PortalError, match="PORTAL_HOME"):
        read_settings({"PORTAL_HOME": f"{tmp_path}/a{character}b"}, tmp_path)


def test_a_home_remembers_its_portal(tmp_path: Path) -> None:
    """After `up`, the home alone says ports, département and content."""
    variables = {"PORTAL_HOME": str(tmp_path / "home"), "PORTAL_PORT": "6100"}
    read_settings(variables, tmp_path).remember()
    found = read_settings({"PORTAL_HOME": str(tmp_path / "home")}, tmp_path)
    assert found.ports.web == 6100
    assert found.remembered.stat().st_mode & 0o777 == 0o600


def test_only_up_moves_a_portal(tmp_path: Path) -> None:
    """`down` finds the portal where it runs, even when PORTAL_PORT now says another port."""
    home = {"PORTAL_HOME": str(tmp_path / "home")}
    read_settings(home | {"PORTAL_PORT": "6100"}, tmp_path).remember()
    elsewhere = home | {"PORTAL_PORT": "6200"}
    assert read_settings(elsewhere, tmp_path).ports.web == 6100
    moved = read_settings(elsewhere, tmp_path, new_ports=True)
    assert moved.ports == Ports.after(6200)


def test_free_ports_differ() -> None:
    """Test runs side by side draw five different ports each."""
    ports = Ports.free()
    assert len(set(vars(ports).values())) == 5
