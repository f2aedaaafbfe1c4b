"""The history: who changed what and when; undo, redo, revert, names of revisions."""
