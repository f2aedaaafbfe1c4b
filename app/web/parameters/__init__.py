"""Named numbers of a project that formulas use."""
