"""The price list of a project: resources, their prices, where they are used."""
