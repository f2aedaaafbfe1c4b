"""Every module that works on jobs: a worker imports them all, nobody else needs to."""

from app.services import catalogue_import, project_imports, workbook

__all__ = ["catalogue_import", "project_imports", "workbook"]
