"""Gunicorn's worker, in French for an address too long, which the application never sees."""

from __future__ import annotations

from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

PAGE = """\
<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Adresse trop longue</title>
</head>
<body>
<main>
<h1>Votre recherche est trop longue</h1>
<p>L’adresse demandée dépasse ce que le portail accepte.
Revenez à la page précédente et gardez les mots qui comptent.</p>
<p><a href="/dataset/">Chercher un jeu de données</a></p>
</main>
</body>
</html>
""".encode()

HEAD = (
    "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nCache-Control: no-store\r\n"
    f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(PAGE)}\r\n\r\n"
).encode()


class FrenchWorker(ThreadWorker):
    """Threads, as gunicorn has them."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that could not be read."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        try:
            write_nonblock(client, HEAD + PAGE)
        except OSError as error:
            self.log.debug("The answer to a request too long was not read: %s", error)
