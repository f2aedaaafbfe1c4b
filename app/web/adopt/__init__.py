"""Between catalogues and a project: taking over, publishing, filling prices, differences."""
