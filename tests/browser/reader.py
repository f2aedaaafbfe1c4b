"""What a screen reader is told: the accessibility tree as Chromium hands it out."""

from playwright.sync_api import Page


def row(page: Page, selector: str) -> list[str]:
    """Every cell of a row as it is read: a field with name, value, state and what describes it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    by_element = {node.get("backendDOMNodeId"): node for node in nodes}
    document = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    found = session.send("DOM.querySelector", {"nodeId": document, "selector": selector})
    element = session.send("DOM.describeNode", {"nodeId": found["nodeId"]})["node"]
    session.detach()
    cells = (by_id[each] for each in by_element[element["backendNodeId"]]["childIds"])
    return [" ".join(read(cell, by_id)) for cell in cells]


def read(node: dict, by_id: dict) -> list[str]:
    """The words of a node: a field or a link is one, anything else what stands in it."""
    role = node.get("role", {}).get("value")
    if role == "textbox":
        return [", ".join(field(node))]
    if role in {"StaticText", "link", "button"}:
        return [node["name"]["value"]]
    return [word for each in node["childIds"] for word in read(by_id[each], by_id)]


def field(node: dict) -> list[str]:
    states = {each["name"]: each["value"].get("value") for each in node["properties"]}
    said = [node.get(part, {}).get("value") for part in ("name", "value", "description")]
    return [*filter(None, said), *(["invalid"] if states.get("invalid") == "true" else [])]
