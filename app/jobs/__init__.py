"""Workers and what wakes them. Services write the row of a job and know nothing of this."""

import logging
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask

from app.services.jobs import SENDER

if TYPE_CHECKING:
    from app.jobs.carrier import Carrier

log = logging.getLogger("taksir.jobs")


def init_app(app: Flask) -> None:
    """Wake a worker after every commit that asked for a job."""

    @cache
    def carrier() -> "Carrier":
        # A web process that nobody has asked for a job yet is 10 MB smaller without the queue.
        from app.jobs.carrier import Carrier  # noqa: PLC0415

        return Carrier(app)

    def send() -> None:
        try:
            carrier().send()
        except Exception as error:  # noqa: BLE001 - the job is stored; a worker finds it by itself
            log.warning("no worker was woken: %r", error)

    app.extensions[SENDER] = send
