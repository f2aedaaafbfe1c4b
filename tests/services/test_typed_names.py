"""Names of rows for cells that are not stored: for whoever may see the rows, and nobody else."""

import pytest

from app.services import typed_names

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("table", "row", "name"),
    [
        ("outline_node", "excavation", "1 Galian tanah"),
        ("resource", "sand", "Pasir urug"),
        ("component", "component", "Pekerja"),
    ],
)
def test_a_row_is_named_as_its_page_names_it(project, vera, charlie, table, row, name):
    row_id = getattr(project, row)
    asked = {row_id, 0, 10**6, 2**70}
    assert typed_names.rows(project.id, vera.id, table, asked) == {row_id: name}
    assert typed_names.rows(project.id, charlie.id, table, asked) == {}
    assert typed_names.rows(10**6, vera.id, table, asked) == {}
