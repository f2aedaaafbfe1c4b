"""What projects that come from tables are told in: their history, and findings in files."""

from flask_babel import lazy_gettext as _l

from app.services import messages

LABELS = {
    "tables.imported": _l("Imported “%(name)s” from tables (%(items)s items)"),
}

messages.add(
    {
        "analysis.key_twice": _l("The key “%(text)s” names two analyses. This row was left out."),
        "analysis.unknown_key": _l("No analysis of analyses.csv has the key “%(text)s”."),
        "archive.broken": _l("The zip file is damaged. Make it again."),
        "archive.encrypted": _l("The zip file has a password or an unknown kind of compression."),
        "archive.not_zip": _l("This is not a zip file. Choose a zip, or the CSV and JSON files."),
        "archive.symlink": _l("“%(name)s” is not a plain file, so nothing was read."),
        "archive.too_large": _l("The files are too large: at most %(limit)s MB."),
        "archive.too_many_entries": _l("There are too many files in the zip: at most %(limit)s."),
        "archive.twice": _l("“%(name)s” is there twice. Keep one of them."),
        "archive.two_projects": _l(
            "The zip holds tables in more than one folder. Send one project."
        ),
        "archive.unsafe_name": _l("The name “%(name)s” leads out of the zip; nothing was read."),
        "cell.choice": _l("“%(text)s” is not known here. Accepted: %(accepted)s."),
        "cell.date": _l("“%(text)s” is not a date. Write it as 2026-11-23."),
        "cell.flag": _l("“%(text)s” is neither yes nor no."),
        "cell.level": _l("“%(text)s” is not a level: use 1 to %(limit)s."),
        "cell.needed": _l("This must not be empty."),
        "cell.ratio": _l("“%(text)s” is not a number above 0 or a quotient such as 11/12."),
        "cell.shape": _l("This field does not have the form that is expected."),
        "cell.whole": _l("“%(text)s” is not a whole number from %(low)s to %(high)s."),
        "component.category_differs": _l("The category differs from that of the resource."),
        "component.no_item": _l("No item has the number “%(name)s”. This row was left out."),
        "component.no_percent_row": _l("There is no row “%(text)s” to take a percentage of."),
        "component.no_resource": _l(
            "The row names no resource. It was kept without a price, so its item is incomplete."
        ),
        "component.resource_ambiguous": _l(
            "“%(name)s” stands for two resources. The row was kept without a price, so its item is"
            " incomplete."
        ),
        "component.resource_unknown": _l(
            "There is no resource “%(name)s”. The row was kept without a price, so its item is"
            " incomplete."
        ),
        "file.columns_twice": _l("The column “%(name)s” is there twice."),
        "file.delimiter": _l("Separate the columns by commas, and write decimals with a dot."),
        "file.empty": _l("The file is empty."),
        "file.encoding": _l("The file is not UTF-8. Save it as “CSV UTF-8”."),
        "file.html": _l("This is a web page, not a table. Download the file again."),
        "file.json": _l("This is not a JSON object."),
        "file.json_twice": _l("The field “%(name)s” is there twice."),
        "file.kept_out": _l("This table is not taken over yet."),
        "file.missing": _l("This file is missing."),
        "file.missing_column": _l("The column “%(name)s” is missing."),
        "file.quotes": _l("A quotation mark is not closed, or a cell is too long."),
        "file.too_many_rows": _l("The table has too many rows: at most %(limit)s."),
        "file.unknown_column": _l("The column “%(name)s” is not known and was not read."),
        "file.unknown_field": _l("The field “%(name)s” is not known and was not read."),
        "heading.markup_absent": _l("There is no markup: it was taken as 0."),
        "item.number_twice": _l(
            "The item number is the same as in line %(line)s. This row was left out."
        ),
        "item.section_missing": _l(
            "There is no section to put the row into. This row was left out."
        ),
        "item.two_prices": _l("The item has components, so its typed price was not taken over."),
        "parameter.twice": _l("There is a parameter “%(name)s” already. This row was left out."),
        "resource.contradicts": _l(
            "This is the resource of line %(line)s with other data. This row was left out; where"
            " the prices differ, the price is unknown."
        ),
        "resource.key_twice": _l("The key “%(text)s” names two resources."),
        "resource.pack": _l(
            "A pack needs its price and its size above 0. The price was left unknown."
        ),
        "resource.two_prices": _l("Price and price per pack disagree. The price was left unknown."),
        "resource.zero_prices": _l("%(count)s resources have the price 0 in the file."),
        "row.too_many_cells": _l(
            "The row has %(count)s cells for %(expected)s columns. This row was left out."
        ),
        "tables.more": _l("And %(count)s more findings."),
        "tables.nothing": _l("Nothing was stored: the files hold no project that can be used."),
    }
)
