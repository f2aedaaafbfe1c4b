"""The first page of a project: totals, what needs attention, what was done last."""
