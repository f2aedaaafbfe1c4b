"""What a browser may do with our answers: our own files, our own addresses, nothing else."""

from flask import Flask, Response, request

from app.web import hx

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def guard(response: Response) -> Response:
    """Add the headers; an empty answer to a poll stays small, because it has nothing to guard.

    A piece of a page is read by htmx inside a page that has its policy: a browser that opens an
    address cannot ask for one, so a third of what an edit weighs would guard nothing.
    """
    if response.status_code == 204:
        return response
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    if response.mimetype == "text/html" and not hx.is_partial():
        response.headers["Content-Security-Policy"] = POLICY
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def init_app(app: Flask) -> None:
    app.after_request(guard)
