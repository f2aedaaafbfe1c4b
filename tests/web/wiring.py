"""Answers as they travel: the bytes of the real web server, head and body."""

import re
import socket
from dataclasses import dataclass

from app.extensions import db
from app.models import OutlineNode

FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    head: bytes
    body: bytes

    @property
    def status(self):
        return int(self.head.split(None, 2)[1])

    @property
    def bytes(self):
        return len(self.head) + 4 + len(self.body)


def received(port, asked):
    """One answer, read to its announced length: the connection stays open, as a browser's does."""
    data = b""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(asked)
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, body = data.split(b"\r\n\r\n", 1)
        announced = re.search(rb"(?i)content-length: (\d+)", head)
        length = int(announced[1]) if announced else 0  # an empty answer announces nothing
        while len(body) < length:
            body += connection.recv(65536)
    return Answer(head, body)


def files_of(app, login, alice, address):
    client = app.test_client()
    return FILES.findall((login(client, alice) if alice else client).get(address).text)


def edited(app, wire, project, place, text):
    """Send the cell of the item at `place` of the sheet, as the page would."""
    row, version = items(app, project)[place]
    form = f"q-{row}-{version}={text.replace(',', '%2C')}"
    return wire(f"/projects/{project}/sheet?l=id", form=form)


def items(app, project):
    query = db.select(OutlineNode.id, OutlineNode.version).where(
        OutlineNode.project_id == project, OutlineNode.kind == "item"
    )
    with app.app_context():
        return db.session.execute(query.order_by(OutlineNode.id)).all()
