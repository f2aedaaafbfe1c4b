"""What requests of htmx carry."""

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
