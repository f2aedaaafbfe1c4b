"""A proof is accepted as it is, and refused with anything in it changed."""

import copy
import json
import subprocess
import sys
from fractions import Fraction as F
from pathlib import Path

import pytest

from app.domain.analysis import Component
from app.domain.estimate import Estimate, Node, Policies, compute
from app.domain.explain import Origins, Reasons
from app.domain.numbers import Rounding
from app.domain.proof import proof, seal, text
from app.domain.recap import TailLine

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs" / "verify_proof.py"
PARAMETERS = {"p": F("2.5"), "if": "=ROUND(SQRT(p);3)+MAX(p;1)^2-MIN(p;PI())/ABS(-3)+SUM(p;-p)"}
ESTIMATE = Estimate(
    F(10),
    Policies(Rounding("half_up", F(1, 100)), Rounding("down", F(1)), total=Rounding("up", F(100))),
    (TailLine("PPN", F(12), base_factor=F(11, 12)), TailLine("-", F(1), "running", sign=-1)),
    {**PARAMETERS, "none": "=p/0"},
    {1: F(100_000), 2: F(1_300), 3: None, 4: F(10, 3)},
    {
        1: (
            Component(1, "resource", "labour", F("0.75"), resource_id=1),
            Component(2, "resource", "material", formula="=if/3", resource_id=2),
            Component(3, "percent", "material", F("0.35"), percent_of="row", percent_row_id=2),
            Component(4, "percent", "equipment", F("0.1"), percent_of="labour"),
            Component(5, "lump", "other", F(1), price=F(2_500)),
        ),
        2: (Component(6, "analysis", "other", F(2), analysis_id=1),
            Component(7, "resource", "labour", F(1), resource_id=4)),
        3: (Component(8, "resource", "material", F(1), resource_id=3),),
        4: (Component(9, "percent", "labour", F(1), percent_of="row", percent_row_id=10),
            Component(10, "percent", "labour", F(1), percent_of="row", percent_row_id=9),
            Component(11, "lump", "labour", F(1), price=F(1))),
    },
    (
        Node(1, None, "section", markup_percent=F(15)),
        Node(2, 1, "item", F("12.345"), origin="analysis", analysis_id=1),
        Node(3, 1, "item", formula="=(12.5+p)*4", origin="analysis", analysis_id=2),
        Node(4, None, "item", F(1), origin="typed", price=F("450000.5"), markup_included=True),
        Node(5, None, "item", F(1), origin="zero"),
        Node(6, None, "item", F(1), origin="analysis", analysis_id=3),
        Node(7, None, "item", formula="=10^9", origin="typed", price=F(1)),
        Node(8, None, "item", formula="=none", origin="typed", price=F(1)),
        Node(9, None, "item", F(1), origin="analysis", analysis_id=4),
        Node(10, None, "item", F(1)),
    ),
)  # fmt: skip
REASONS = Reasons(
    ESTIMATE, compute(ESTIMATE), Origins({"p": 1, "if": 2, "none": 3}, {4: (F(10), F(3))})
)
ROWS = {"node.2": ["1", "Galian"], "node.99": ["9", "elsewhere"]}


def made(root="rounded"):
    return proof(REASONS, root, {"project": {"name": "Kios"}, "rows": ROWS})


@pytest.fixture
def verify(tmp_path):
    """`verify(proof)`: exit code and words of the script, run alone."""

    def run(found):
        path = tmp_path / "proof.json"
        path.write_text(found if isinstance(found, str) else json.dumps(found))
        command = [sys.executable, "-I", str(SCRIPT), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize(
    "root", ["rounded", "node.3.amount", "node.9.amount", "component.2.amount", "resource.4.price"]
)
def test_a_true_proof_is_accepted(verify, root):
    code, said = verify(made(root))
    value = made(root)["nodes"][root]["value"]
    assert (code, said.splitlines()[-1].split(",")[0]) == (0, f"OK: {root} = {value}")


def test_a_proof_names_only_rows_that_occur_and_every_step_once():
    found = made()
    assert found["rows"] == {"node.2": ["1", "Galian"]}
    assert found["nodes"]["node.2.amount"]["of"] == ["node.2.quantity", "node.2.unit_price"]
    assert found["nodes"]["tail.1.base"] == {
        "op": "sum", "value": text(REASONS.value("tail.1.base")), "of": ["subtotal"],
        "factor": "11/12",
    }  # fmt: skip
    assert len(found["nodes"]) == len(set(found["nodes"])) > 60


def test_an_address_that_is_none_has_no_proof():
    with pytest.raises(ValueError, match="nothing has no reasoning"):
        made("nothing")


def changed_values():
    """Every node with another value, and every node with its value taken away or given."""
    for address, node in made()["nodes"].items():
        for value in ("1", None) if node["value"] != "1" else ("2", None):
            if value != node["value"]:
                yield address, value


@pytest.mark.parametrize("sealed", [False, True])
def test_another_value_anywhere_is_refused(verify, sealed):
    """All in one file each would take minutes: they are changed one by one in one process."""
    module = {}
    exec(SCRIPT.read_text().replace("__main__", "__never__"), module)  # noqa: S102
    accepted = []
    for address, value in changed_values():
        found = made()
        found["nodes"][address]["value"] = value
        if sealed:
            found["sha256"] = seal({k: v for k, v in found.items() if k != "sha256"})
        if not list(module["check"](found)):
            accepted.append((address, value))
    # What nobody multiplies by anything known may be anything: it is an end that leads nowhere.
    nowhere = {"component.9.coefficient", "component.10.coefficient", "component.8.coefficient",
               "node.8.markup", "node.6.quantity", "node.9.quantity"}  # fmt: skip
    assert {address for address, _ in accepted} <= (nowhere if sealed else set())


def sealed_with(change):
    found = copy.deepcopy(made())
    change(found, found["nodes"])
    found.pop("sha256", None)
    return {**found, "sha256": seal(found)}


TAMPERED = {
    "an operation": lambda p, n: n["node.2.amount"].update(op="sum"),
    "a term less": lambda p, n: n["subtotal"]["of"].pop(),
    "a term more": lambda p, n: n["subtotal"]["of"].append("node.2.amount"),
    "a term twice": lambda p, n: n["node.1.amount"]["of"].append("node.2.amount"),
    "a term of another row": lambda p, n: n["node.2.amount"].update(
        of=["node.3.quantity", "node.2.unit_price"]
    ),
    "terms turned round": lambda p, n: n["node.2.unit_price"]["of"].reverse(),
    "a rule less": lambda p, n: n["rounded"].pop("round"),
    "another rule": lambda p, n: n["rounded"].update(round=["down", "100"]),
    "another step": lambda p, n: n["node.2.unit_price"].update(round=["down", "7"]),
    "another factor": lambda p, n: n["tail.1.base"].update(factor="10/12"),
    "another formula": lambda p, n: n["node.3.quantity"].update(formula="=(12.5+p)*5"),
    "other names": lambda p, n: n["node.3.quantity"].update(names=["q"]),
    "no limits": lambda p, n: n["node.7.quantity"].pop("within"),
    "a node less": lambda p, n: n.pop("resource.1.price"),
    "a node more": lambda p, n: n.update({"project.markup.x": {"op": "input", "value": "1"}}),
    "a stray figure": lambda p, n: n.update({"resource.9.price": {"op": "input", "value": "1"}}),
    "another root": lambda p, n: p.update(root="total"),
    "a root that is not there": lambda p, n: p.update(root="node.77.amount"),
    "an input for a sum": lambda p, n: n.update({"total": {"op": "input", "value": "5"}}),
    "a whole sum": lambda p, n: n["subtotal"].pop("partial"),
    "circles with a value": lambda p, n: [
        n[f"component.{i}.amount"].update(value="5") for i in (9, 10)
    ],
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_whoever_changes_a_proof_and_seals_it_again_is_found_out(verify, change):
    code, said = verify(sealed_with(change))
    assert code in {1, 2}
    assert "DIFFERENT" in said or "no proof" in said


FORGED = {
    "a factor": lambda n: n["rounded"].update(factor="2"),
    "a larger deduction": lambda n: n["tail.2.amount"].update(factor="-20"),
    "a deduction added": lambda n: n["tail.2.amount"].update(factor="20"),
    "a rule": lambda n: n["total"].update(round=["up", "1000000"]),
    "a part of an analysis": lambda n: n["analysis.3.material"].update(partial=True),
    "a rule of a cost": lambda n: n["analysis.1.direct_cost"].update(round=["up", "1000"]),
    "limits": lambda n: n["node.4.unit_price"].update(within=["0", "1"]),
    "a note": lambda n: n["total"].update(note="checked by the auditor"),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_step_of_another_kind_is_found_out_though_everything_follows_from_it(verify, change):
    """The strongest forger: every figure above the change is computed again."""
    module = {}
    exec(SCRIPT.read_text().replace("__main__", "__never__"), module)  # noqa: S102

    def forge(_found, nodes):
        change(nodes)
        for _ in range(20):
            values = {address: module["number"](node["value"]) for address, node in nodes.items()}
            for node in nodes.values():
                if node["op"] != "input":
                    terms = [values[term] for term in node.get("of", [])]
                    node["value"] = text(module["again"](node, terms))

    code, said = verify(sealed_with(forge))
    assert (code, said.count("not made by")) == (1, 1)


@pytest.mark.parametrize("name", ["project", "rows", "format"])
def test_words_beside_the_figures_are_under_the_seal(verify, name):
    code, said = verify({**made(), name: {"name": "another"}})
    assert (code, "seal" in said) == (1, True)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"nodes": {}}', '{"root": "a", "root": "b"}',
     json.dumps({**made(), "nodes": {"rounded": {"op": "input", "value": 5}}}),
     json.dumps({**made(), "nodes": {"rounded": {"op": "input", "value": "1e5"}}}),
     json.dumps({**made(), "nodes": {"rounded": {"op": "input", "value": "1/0"}}})],
)  # fmt: skip
def test_what_is_no_proof_ends_with_2(verify, content):
    code, said = verify(content)
    assert (code, said.startswith("no proof")) == (2, True)


def test_a_file_that_is_not_there_is_no_proof():
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "nowhere.json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout[:8]) == (2, "no proof")


def test_the_script_is_a_page_that_needs_nothing_else():
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) <= 150
    imported = {line.split()[1] for line in lines if line.startswith(("import", "from"))}
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, None), (F(5), "5"), (F(-1, 8), "-0.125"), (F(1, 3), "1/3"), (F(-2, 7), "-2/7")],
)
def test_a_value_is_written_with_every_decimal_or_as_a_ratio(value, shown):
    assert text(value) == shown
