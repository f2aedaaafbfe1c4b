"""The two real workbooks; they are not part of the project, so there may be none."""

from pathlib import Path

_ABOVE = Path(__file__).resolve().parents
_FOLDERS = [folder / "shared" / "data" for folder in _ABOVE]
DATA = next((folder for folder in _FOLDERS if folder.is_dir()), _FOLDERS[-1])
#: By their layout.
PATHS = {
    "flat": DATA / "SNI_2025_AHSP.xlsx",
    "form": DATA / "AHSP_CK_Permen8_2023.xlsx",
}


def present() -> dict[str, Path]:
    """Those that are at hand."""
    return {layout: path for layout, path in PATHS.items() if path.is_file()}
