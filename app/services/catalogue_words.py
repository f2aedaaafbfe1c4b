"""Sentences for what workbooks say wrongly, and for what became of an import."""

from flask_babel import lazy_gettext as _l

from app.services import jobs_words, messages

_FILE = {
    "file.too_large": _l("The file is too large: at most %(limit)s MB."),
    "file.not_workbook": _l("This is not a workbook of the kind .xlsx."),
    "file.csv": _l("This is a text table. Open it in a spreadsheet program and save it as .xlsx."),
    "file.old_workbook": _l("This is a workbook of before 2007 (.xls). Save it as .xlsx."),
    "file.encrypted": _l("The file opens only with a password. Save it without one."),
    "file.truncated": _l("The file is cut off or damaged. Copy or download it again."),
    "file.broken": _l("The file is damaged inside. Open it, save it again and try that file."),
    "file.dtd": _l("The file contains a document type definition, which is not accepted."),
    "file.too_many_entries": _l("The file has more parts than a workbook has: at most %(limit)s."),
    "file.too_large_unpacked": _l("The file unpacks to more than is accepted (%(limit)s MB)."),
    "file.too_many_cells": _l(
        "The sheet reaches as far as %(cell)s. Delete what stands far away from the table: at most"
        " %(limit)s cells are read."
    ),
    "file.too_many_form_rows": _l(
        "The sheets with forms and price lists have more rows than are read (%(limit)s). Split the"
        " workbook."
    ),
    "file.formulas_too_long": _l(
        "The formulas of this sheet ask for more work than those of a book of analyses. Paste the"
        " sheets that are no analyses as values, or split the workbook."
    ),
    "file.no_table": _l("Nothing in this workbook looks like analyses or a price list."),
    "mapping.missing": _l("Choose the column for this: %(meaning)s."),
    "mapping.twice": _l("The column “%(column)s” was chosen twice."),
    "mapping.column": _l("The table does not have the column chosen for this: %(meaning)s."),
    "mapping.nothing": _l(
        "These columns give neither analyses (code or description, with coefficient) nor prices."
    ),
}
_CELL = {
    "cell.error": _l("The cell holds the error %(text)s. The figure is unknown."),
    "cell.not_a_number": _l("“%(text)s” is not a number. The figure is unknown."),
    "cell.ambiguous": _l(
        "“%(text)s” can be read in two ways and the column does not decide. The figure is unknown."
    ),
    "cell.decimal_lost": _l(
        "%(text)s has probably lost its decimal mark: %(suggestion)s would be likely. It was kept"
        " as the cell says; check it."
    ),
    "column.mark": _l(
        "%(count)s texts of this column like 1.234 were read with “%(mark)s” as the decimal mark,"
        " as the rest of the column has it."
    ),
    "code.number": _l("The code %(text)s is a number: a zero at its end may be missing."),
    "text.repaired": _l("“%(text)s” was written in broken characters; it reads “%(repaired)s”."),
    "row.no_analysis": _l("The row belongs to no analysis: it has no code and no description."),
    "row.no_name": _l("The row has no name."),
    "row.no_category": _l("The row has no category; it came in as “other”."),
    "row.unknown_category": _l("The category “%(text)s” is not known; it came in as “other”."),
    "row.no_unit": _l("The row has no unit."),
    "row.no_coefficient": _l("The row has no coefficient. It is unknown."),
    "row.large_labour": _l("%(text)s person-days for one unit of work: check it."),
    "row.negative": _l("The coefficient %(text)s is negative."),
    "row.percent": _l("The row is a percentage, and the file does not say of what."),
    "table.more": _l("There are %(count)s more of this kind: %(code)s."),
    "row.repeated": _l("The row equals that of line %(line)s in every column. It counts once."),
    "row.rounded": _l("“%(text)s”: the figure has more decimals than are kept; it was rounded."),
    "row.out_of_range": _l("“%(text)s”: the figure is too large or negative. It is unknown."),
    "row.nested_unknown": _l(
        "“%(text)s” is no analysis of this workbook, or several. It came in as a resource without"
        " a price."
    ),
    "row.nested_circle": _l(
        "“%(text)s” leads back to the analysis %(code)s itself. It came in as a resource without a"
        " price."
    ),
}
_ANALYSIS = {
    "analysis.code_twice": _l(
        "The code %(code)s has two descriptions: “%(title)s” and “%(other)s”. Both were kept."
    ),
    "analysis.in_pieces": _l(
        "Rows of the analysis %(code)s stand apart from its first ones. They were put together."
    ),
    "analysis.no_unit": _l("The description of %(code)s names no unit. Enter it: “%(title)s”."),
    "analysis.two_units": _l(
        "The analysis %(code)s has two units: %(unit)s was kept, %(other)s was not."
    ),
    "price.two_prices": _l(
        "“%(name)s” (%(unit)s) has two prices: %(price)s and %(other)s. Both were kept."
    ),
    "price.negative": _l("The price %(text)s is negative. It is unknown."),
    "catalogue.cut": _l("“%(text)s” is too long: %(limit)s characters were kept."),
    "catalogue.repeated": _l(
        "The analysis %(code)s stands there twice, alike: it was kept once, from %(kept)s."
    ),
    "catalogue.contradicted": _l(
        "The analysis %(code)s, “%(title)s”, stands there twice with different rows: the one at"
        " %(kept)s was kept."
    ),
}
_FORM = {
    "form.nothing": _l("The workbook has no analysis in the form with the blocks A, B and C."),
    "form.sheet_ignored": _l(
        "The sheet has neither analyses nor a price list. Nothing of its %(rows)s rows was read."
    ),
    "form.no_title": _l("There is no description above this analysis. It was not read."),
    "form.row_without_name": _l("The row has figures and no name. It was not read."),
    "form.row_outside": _l("The row stands below the unit price, outside any analysis."),
    "form.analysis_conflict": _l(
        "“%(title)s” stands at %(first)s already, with other rows. This one was not read."
    ),
    "form.analysis_twice": _l("“%(title)s” equals the analysis at %(first)s. It was kept once."),
    "form.no_rows": _l("The analysis has no rows."),
    "form.stray_cell": _l("“%(text)s” stands where no figure belongs. It was ignored."),
    "form.name_was_formula": _l(
        "The name began with “-”, so that the spreadsheet took it for a formula (%(text)s). It"
        " reads “%(repaired)s”."
    ),
    "form.name_error": _l("The name is the error %(text)s and could not be restored."),
    "form.text_number": _l("“%(text)s” is a number kept as text. It was read as %(value)s."),
    "form.text_error": _l(
        "“%(text)s” is text, from which the workbook made the error %(file)s. It was read as"
        " %(value)s."
    ),
    "form.text_misread": _l(
        "“%(text)s” is text, which the workbook computed as %(read_as)s. It was read as %(value)s."
    ),
    "form.not_a_number": _l("“%(text)s” is not a number. The figure is unknown."),
    "form.no_coefficient": _l("The row has no coefficient. It is unknown."),
    "form.formula_kept_value": _l("The formula %(formula)s is not known. Its value was kept."),
    "form.external_price": _l(
        "The price comes from another file (%(formula)s). The value shown was kept."
    ),
    "form.price_error": _l("The price is the error “%(text)s”. It is unknown."),
    "form.no_price": _l("“%(text)s” has no price. It is unknown."),
    "form.unpriced": _l("“%(name)s” has no price. It is unknown."),
    "form.price_stale": _l("The price list says %(price)s; the analysis computes with another."),
    "form.price_of_other_name": _l("“%(name)s” takes the price of “%(other)s”."),
    "form.price_unit": _l(
        "The coefficient is in %(unit)s, the price is per %(listed)s, and nothing converts them."
    ),
    "form.amount_only": _l("The row has an amount and no price. It came in as a lump sum."),
    "form.amount_differs": _l(
        "The amount %(file)s is not coefficient times price, which gives %(computed)s."
    ),
    "form.block_sum": _l(
        "The sum %(file)s is not that of the rows, which give %(computed)s (%(formula)s)."
    ),
    "form.direct_cost_sum": _l("%(file)s is not A + B + C, which give %(computed)s (%(formula)s)."),
    "form.markup_amount": _l(
        "Overhead and profit of %(file)s are not the rate times D, which gives %(computed)s."
    ),
    "form.unit_price_sum": _l("%(file)s is not D + E, which give %(computed)s."),
    "form.printed_differs": _l(
        "The unit price %(file)s beside the description is not the rounded F, %(computed)s."
    ),
    "form.printed_typed": _l("The unit price beside the description was typed in."),
    "form.rounding_unknown": _l("How the unit price is rounded is not known: %(formula)s."),
    "form.not_calculated": _l(
        "The workbook has formulas without results. Open it in a spreadsheet program and save it,"
        " so that its prices can be compared."
    ),
    "form.markup_text": _l(
        "The rate of overhead and profit is text (“%(text)s”). It was taken from the formula."
    ),
    "form.no_markup": _l("The rate of overhead and profit was not found. Nothing is compared."),
    "form.unit_differs": _l("The unit is %(unit)s; the description says %(title)s."),
    "form.unit_proposed": _l("The unit %(unit)s was taken from the description: confirm it."),
    "form.no_unit": _l("The analysis has no unit. Enter it."),
    "form.nested_cycle": _l(
        "The analysis would use itself through “%(title)s”. The price shown was kept instead."
    ),
}
_PRINTED = {
    "printed.text_comma": _l(
        "At %(place)s, “%(text)s” is text with a comma, so that the workbook shows an error."
    ),
    "printed.text_misread": _l("At %(place)s the workbook computes “%(text)s” as %(read_as)s."),
    "printed.unreadable": _l("At %(place)s a coefficient is missing or unreadable."),
    "printed.unpriced": _l("At %(place)s a price is missing."),
    "printed.amount": _l(
        "At %(place)s the amount %(file)s is not coefficient times price (%(computed)s)."
    ),
    "printed.block_sum": _l("At %(place)s the sum takes the wrong cells: %(formula)s."),
    "printed.direct_cost_sum": _l("At %(place)s A, B and C are not all in the sum: %(formula)s."),
    "printed.markup": _l("At %(place)s overhead and profit are not the rate times D."),
    "printed.unit_price_sum": _l("At %(place)s the unit price is not D + E."),
    "printed.typed": _l("At %(place)s the unit price was typed in or is out of date."),
    "printed.rounding": _l("At %(place)s it is not known how the unit price is rounded."),
    "printed.binary": _l("The last binary digit of the spreadsheet crossed a rounding step."),
    "printed.unexplained": _l("No cell of the workbook explains the difference."),
}
_IMPORT = {
    "catalogue.edition_exists": _l(
        "The edition “%(edition)s” holds another file (%(file)s) and never changes. Choose another"
        " name."
    ),
    "catalogue.being_loaded": _l("The edition “%(edition)s” is being loaded at this moment."),
    "catalogue.unchanged": _l("“%(edition)s” holds this file already. Nothing changed."),
    "catalogue.restarted": _l(
        "An earlier import stopped half-way. What it left was removed, and it began again."
    ),
    "catalogue.no_columns": _l(
        "It is not known what the columns mean: %(heading)s. Say it once on the catalogue page."
    ),
    "catalogue.stopped": _l("The import was stopped. Nothing was stored."),
    "catalogue.unknown_edition": _l("There is no edition “%(edition)s”."),
}
TEXTS = {**_FILE, **_CELL, **_ANALYSIS, **_FORM, **_PRINTED, **_IMPORT}

messages.add(TEXTS, {"edition": _l("Edition")})
jobs_words.add(
    {
        "catalogue.preview": _l("Look at a workbook"),
        "catalogue.import": _l("Import of a workbook"),
        "catalogue.reading": _l("Reading the workbook"),
        "catalogue.clearing": _l("Removing what an earlier import left"),
        "catalogue.storing": _l("Storing the analyses"),
    }
)
