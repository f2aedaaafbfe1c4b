"""`python -m app.jobs`: a worker. Any number of them may run, on any number of hosts."""

import argparse
import os
import sys

from app import create_app, observe
from app.config import Config, ConfigError


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m app.jobs", description="Work for Taksir.")
    parser.add_argument("--parent", type=int, help="end with this process")
    chosen = parser.parse_args(arguments)
    # Whoever edits comes before whatever is imported meanwhile.
    os.nice(5)
    try:
        config = Config.from_env(os.environ)
    except ConfigError as error:
        raise SystemExit(str(error)) from None
    observe.log_to(sys.stderr)
    app = create_app(config)
    from app.jobs import worker  # noqa: PLC0415 - a bad setting is told at once
    from app.services import job_handlers  # noqa: F401, PLC0415 - they register themselves

    worker.run(app, chosen.parent)


if __name__ == "__main__":
    main(sys.argv[1:])
