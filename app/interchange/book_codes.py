"""Problem codes of workbooks, with what they mean and their parameters.

A warning lost nothing: what the file says was read, and a person should look at it. `place` is
`Sheet!F12`, for a code of the whole file it is empty (of file.dtd, file.too_many_cells and
file.broken it may be the part of the file).

Parameters are texts as the file has them (numbers with a dot) or whole numbers.
"""

#: The file is refused: nothing of it is read.
BOOK_CODES = frozenset(
    {
        "file.empty",
        "file.too_large",  # limit (megabytes of the file)
        "file.not_workbook",  # neither .xlsx nor anything else that is known
        "file.html",  # a web page under the name of a workbook
        "file.csv",  # a text table: to be saved as .xlsx
        "file.old_workbook",  # .xls of before 2007: to be saved as .xlsx
        "file.encrypted",  # opens only with a password
        "file.truncated",  # cut off or damaged on the way: to be copied or downloaded again
        "file.broken",  # its parts contradict each other
        "file.dtd",  # a document type definition, which no spreadsheet program writes
        "file.too_many_entries",  # limit
        "file.too_large_unpacked",  # limit (megabytes)
        "file.too_many_rows",  # limit
        "file.too_many_cells",  # cell (the last corner), limit
        "file.too_many_form_rows",  # limit: of forms and price lists together
        "file.formulas_too_long",  # more formulas than a book of analyses has, or longer ones
        "file.no_table",  # a workbook in which nothing looks like a table of analyses
    },
)
#: About a mapping of columns.
MAPPING_CODES = frozenset(
    {
        "mapping.missing",  # meaning: no column was said to hold it
        "mapping.twice",  # column (its heading): two meanings for one column
        "mapping.column",  # meaning: the table has no such column
        "mapping.nothing",  # the mapping gives neither analyses nor prices
    },
)
#: About a cell, a row or an analysis.
TABLE_CODES = frozenset(
    {
        "cell.error",  # text (#VALUE!): unknown, the row is kept
        "cell.not_a_number",  # text: unknown, the row is kept
        "cell.ambiguous",  # text (2,625): unknown, the row is kept
        "cell.decimal_lost",  # warning: text (83349), suggestion (83.349); kept as the cell says
        "column.mark",  # warning: mark, count: how so many texts like 1.234 were read
        "code.number",  # warning: text: a code that is a number cell may have lost zeros
        "text.repaired",  # warning: text, repaired
        "row.no_analysis",  # refused: no code or title, here or above
        "row.no_name",  # refused: a coefficient of nothing
        "row.no_category",  # warning: came in as "other"
        "row.unknown_category",  # warning: text; came in as "other"
        "row.no_unit",  # warning
        "row.no_coefficient",  # warning: unknown
        "row.large_labour",  # warning: text: so many days for one unit of work
        "row.negative",  # warning: text
        "row.percent",  # warning: a row in %, and the file does not say of what
        "row.repeated",  # warning: line: dropped, equal in every column to that line
        "analysis.code_twice",  # warning: code, title, other: one code, two titles; both kept
        "analysis.in_pieces",  # warning: code, cell: rows apart from the first ones of it
        "analysis.no_unit",  # warning: code, title: its title names no unit
        "analysis.two_units",  # warning: code, unit, other: kept the first
        "table.more",  # warning: code, count: so many more of that kind than are listed
        "price.two_prices",  # warning: name, unit, price, other, cell: both kept
        "price.negative",  # text: unknown
    },
)
CODES = BOOK_CODES | MAPPING_CODES | TABLE_CODES
