"""The web edge: pages and fragments over the services."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from app.web import access, assets, csp, failures, filters, hx, i18n, page, past, sessions

_SHARED = (i18n, hx, filters, page, past, assets, csp, failures, sessions)


def init_app(app: Flask) -> None:
    """Bind the shared parts, then every slice: a package here with `routes.bp`."""
    for part in _SHARED:
        part.init_app(app)
    for found in iter_modules(__path__):
        if found.ispkg:
            slice_ = import_module(f"{__name__}.{found.name}.routes")
            app.register_blueprint(slice_.bp)
            if hasattr(slice_, "init_app"):
                slice_.init_app(app)
    access.check(app)
