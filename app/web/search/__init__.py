"""Search in catalogues: a page of its own, and beside the sheet of a project."""
