"""The browser of tests and measurements: nobody but our own server answers it."""

PATH = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
)
#: A small office screen, in the language most estimators use.
SCREEN = {"viewport": {"width": 1366, "height": 768}, "locale": "id-ID"}
