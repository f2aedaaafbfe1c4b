"""Why a figure is what it is: the page at its address."""
