"""`python -m tools.dashboards`: write the dashboards' JSON anew."""

from pathlib import Path

from tools.dashboards.pages import FOLDER, written


def main(folder: Path = FOLDER) -> None:
    """Write every dashboard into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
