"""CKAN for gunicorn, configured by the file that the variable CKAN_INI names."""

from ckan.cli import load_config
from ckan.config.middleware import make_app

application = make_app(load_config())
