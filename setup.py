"""Packaging of ckanext-opendata_territoire; metadata is in pyproject.toml."""

from setuptools import setup

setup()
