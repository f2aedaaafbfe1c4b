"""One file describes the package, one pins it, and they agree."""

import re
import sys
import tomllib

from tests.architecture.sources import ROOT, setup

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def asked():
    read = setup()
    lists = [read["options"]["install_requires"], *read["options.extras_require"].values()]
    return [line for text in lists for line in text.split("\n") if line.strip()]


def test_only_one_file_describes_the_package():
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert set(described) == {"build-system", "tool"}
    assert set(described["tool"]) == {"ruff"}
    assert not (ROOT / "setup.py").exists()
    assert setup()["metadata"]["name"] == "taksir"


def test_every_dependency_has_a_lower_and_an_upper_bound():
    loose = [line for line in asked() if not re.fullmatch(r"[\w.\[\]-]+>=[\d.]+,<[\d.]+", line)]

    assert loose == []


def test_every_dependency_is_in_the_lock():
    locked = set(re.findall(r"^([a-z0-9.-]+)==", LOCK, re.MULTILINE))
    wanted = {re.split(r"[\[>]", line)[0].lower().replace("_", "-") for line in asked()}

    assert wanted - locked == set()


def test_every_pin_carries_hashes_and_no_address():
    pins = re.split(r"\n(?=\S)", LOCK.strip())

    assert all("--hash=sha256:" in pin for pin in pins)
    assert not re.search(r"://|index-url|find-links", LOCK)


def test_only_what_is_in_the_lock_is_installed():
    """A resolver beside the lock found a release newer than it, and refused the whole list."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if " pip " in line and "install" in line]

    assert len(installs) == 2
    assert all("--no-deps" in line for line in installs)
    assert sum("--require-hashes -r requirements.lock" in line for line in installs) == 1


def test_the_package_takes_its_templates_scripts_and_translations_along():
    data = setup()["options.package_data"]["app"].split()

    assert set(data) == {"templates/**", "static/**", "translations/**", "demo/**"}


def test_the_python_that_runs_is_one_that_is_supported():
    minor = int(re.search(r"3\.(\d+)", setup()["options"]["python_requires"])[1])

    assert sys.version_info >= (3, minor)


def test_the_licence_is_named_and_present():
    assert setup()["metadata"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
