"""The outermost layer of the web application: no request leaves its damage to the next one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.opendata_territoire.portal.datasets.intake import request_limit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

log = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds

# In French and complete in itself: words, style sheet and templates may be what fails.
LAST_RESORT = """\
<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Le portail ne répond pas pour l’instant</title>
<style>body { max-width: 38rem; margin: 4rem auto; padding: 0 1rem; font: 1.125rem/1.6 sans-serif }</style>
</head>
<body>
<main>
<h1>Le portail ne répond pas pour l’instant</h1>
<p>La panne vient de nous et elle est enregistrée. Rien de ce qui était déposé n’est perdu.</p>
<p>Réessayez dans une minute.</p>
</main>
</body>
</html>
"""  # noqa: E501

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Retry-After": str(RETRY_AFTER),
    "Cache-Control": "no-store",
}


class Guard:
    """Removes the database session after every request, and answers when nothing else could.

    CKAN removes its session only after a request that ends well: a thread that lost its connection
    would answer 500 for ever.
    """

    def __init__(self, app: Flask) -> None:
        """Take the place of the application's own entry point, which is called from here."""
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        try:
            return self._inner(environ, start_response)
        except Exception:
            if self._app.testing or self._app.debug:
                raise
            log.exception("No page could be made, not even that of the error")
            start_response("503 Service Unavailable", list(HEADERS.items()))
            return [LAST_RESORT.encode()]
        finally:
            model.Session.remove()


class GuardHooks:
    """Part of the plugin that CKAN calls when it builds the web application."""

    def make_middleware(self, app: Any, config: Any) -> Any:
        """Put the guard around the application, and bound its requests."""
        app.config["MAX_CONTENT_LENGTH"] = request_limit(config["ckan.max_resource_size"])
        app.wsgi_app = Guard(app)
        return app
