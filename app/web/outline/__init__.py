"""The sheet: sections, items, notes, with quantities, prices and the total bar."""
