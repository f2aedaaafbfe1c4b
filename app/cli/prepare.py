"""What a fresh installation needs before it serves: tables, an administrator, an example."""

import logging

import flask_migrate
from flask import Flask

from app.services import demo, demo_catalogue, users
from app.services.errors import Invalid

ADMIN = "admin@taksir.local"

# Its account of every step would bury the lines that a person must read.
logging.getLogger("alembic").setLevel(logging.WARNING)
log = logging.getLogger("taksir")


def prepare(app: Flask) -> None:
    """Bring the database to head, make the first administrator and the examples; repeatable."""
    with app.app_context():
        flask_migrate.upgrade()
        if users.is_empty():
            made = users.create(users.Draft(ADMIN, "admin", "Administrator"))
            print(f"First log-in: {made.email}\nOne-time password: {made.password}", flush=True)
        admin = users.first_admin()
        if admin is not None:
            _load_catalogue(admin)
            demo.load(admin)


def _load_catalogue(admin: int) -> None:
    try:
        demo_catalogue.load(admin)
    except Invalid as refused:
        # Another host loads it, or died while it did: people's own work does not wait for that.
        log.warning("the starter catalogue was not loaded: %s", refused)
