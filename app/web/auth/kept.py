"""What was typed into a form whose sender was not logged in any more, kept over the log-in.

A page of ours sent it, or it is not kept: else another site could lay its own form before
whoever logs in. It is shown and sent again only when the person says so.
"""

import json

from flask import Response, make_response, render_template, request, session
from flask_babel import gettext as _

from app.services.accounts import Me
from app.web import addresses, failures, hx, kept_words

FIELD = "_typed"


def from_request() -> str:
    """Return the refused form as text for a hidden field; "" where there is nothing to keep."""
    sent = request.form.get(FIELD)
    if sent is not None:
        return sent
    address = addresses.local(request.full_path.removesuffix("?"))
    fields = failures.fields()
    if address is None or fields is None or not addresses.came_from():
        return ""
    return json.dumps([address, fields])


def is_theirs(me: Me) -> bool:
    """Whether the session that ended, where the browser still has it, was the same person's."""
    held = str(session.get("_user_id", me.id))
    return held.partition(":")[0] == str(me.id)


def offered(text: str, me: Me) -> Response | None:
    """Answer with the form as `me` typed it, to be sent or left; None where nothing was kept."""
    try:
        address, fields = json.loads(text)
        kept = [(str(name), str(value)) for name, value in fields]
    except (ValueError, TypeError):
        return None
    url = addresses.local(address) if isinstance(address, str) else None
    if url is None:
        return None
    said = failures.Failure(
        200, _("You are logged in again"), _("What you typed was not sent yet. Send it now?")
    )
    shown = {"failure": said, "kept": kept, "url": url, "typed": kept_words.told(kept, url, me.id)}
    return hx.private(make_response(render_template("errors/page.html", **shown)))
