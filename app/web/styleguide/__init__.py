"""Every component with its states, for those who build pages; development only."""
