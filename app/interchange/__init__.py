"""Files to domain values: each reader returns (value, problems) and never guesses."""
