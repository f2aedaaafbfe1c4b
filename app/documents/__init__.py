"""Domain values to bytes that leave the house."""
