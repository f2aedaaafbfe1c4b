"""Catalogues: editions kept by administrators, read by everybody; price lists."""
