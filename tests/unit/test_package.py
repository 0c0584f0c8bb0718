"""The package as Python sees it."""

from importlib.resources import files


def test_package_is_typed() -> None:
    """Type checkers read our annotations: the package says that it carries them."""
    assert files("ckanext.opendata_territoire").joinpath("py.typed").is_file()
