"""The one ASGI application: what is live, and beneath it Django's pages in a fixed pool of threads.

Django's own ASGI handler is several times slower for ordinary views and opens a database connection for each request
in flight; its WSGI application in a few threads does neither.
"""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from chapterhouse.config.bodies import WholeBodies
from chapterhouse.config.threads import Threads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chapterhouse.config.settings")


async def healthz(_request: Request) -> PlainTextResponse:
    """Say that this process answers; /readyz says whether the installation works."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def make_application() -> Starlette:
    """Give the whole site as one application."""
    pages = Threads(get_wsgi_application(), threads=settings.THREADS, proxies=settings.PROXIES)
    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Mount("/", WholeBodies(pages, limit=settings.BODY_LIMIT)),
        ]
    )


application = make_application()
