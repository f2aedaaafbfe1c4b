"""Taksir: budgets of construction works from unit price analyses."""

from flask import Flask

from app.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build one application; every part adds itself through init_app."""
    # Here, so that app.domain stays light.
    from app import cli, database, extensions, jobs, observe, web  # noqa: PLC0415

    app = Flask(__name__, static_folder=None, instance_relative_config=False)
    app.config.from_mapping((config or Config.from_env()).to_flask())
    for part in (observe, extensions, database, jobs, web, cli):
        part.init_app(app)
    return app
