"""Problem codes of files. `place` is `items.csv:12:quantity` or as much of it as is known.

Parameters: `limit` (too_large, too_many_*), `name` (unsafe_name, twice, unknown_column,
missing_column, unknown_field), `text` (choice, date, flag, whole, ratio, key, level), `accepted`
(choice), `count` (more, zero_prices), `line` (the row that came before), `path` (cycle).
"""

FILE_CODES = frozenset(
    {
        "archive.broken",
        "archive.encrypted",
        "archive.not_zip",
        "archive.symlink",
        "archive.too_large",
        "archive.too_many_entries",
        "archive.twice",
        "archive.two_projects",
        "archive.unsafe_name",
        "file.columns_twice",
        "file.delimiter",
        "file.empty",
        "file.encoding",
        "file.html",
        "file.json",
        "file.json_twice",
        "file.kept_out",
        "file.missing",
        "file.missing_column",
        "file.quotes",
        "file.too_many_rows",
        "file.unknown_column",
        "file.unknown_field",
    },
)
CELL_CODES = frozenset(
    {
        "cell.choice",
        "cell.date",
        "cell.flag",
        "cell.level",
        "cell.needed",
        "cell.ratio",
        "cell.shape",
        "cell.whole",
        "text.broken",
        "text.control",
        "text.direction",
        "text.too_long",
        "row.too_many_cells",
    },
)
ROW_CODES = frozenset(
    {
        "analysis.key_twice",
        "analysis.unknown_key",
        "component.category_differs",
        "component.no_item",
        "component.no_percent_row",
        "component.no_resource",
        "component.resource_ambiguous",
        "component.resource_unknown",
        "heading.markup_absent",
        "item.number_twice",
        "item.section_missing",
        "item.two_prices",
        "parameter.twice",
        "resource.contradicts",
        "resource.key_twice",
        "resource.pack",
        "resource.two_prices",
        "resource.zero_prices",
        "tables.more",
        "tables.nothing",
    },
)
CODES = FILE_CODES | CELL_CODES | ROW_CODES
