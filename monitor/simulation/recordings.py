"""The recordings that a city.yaml names; what is wrong with one is said where it is named."""

from pathlib import Path

from monitor.snmp.recording import Recording, RecordingError, read_recording
from monitor.sources.document import Document, Step


class Recordings:
    """Reads recordings; paths start from the folder of the file that names them."""

    def __init__(self, document: Document, folder: Path) -> None:
        self._document = document
        self._folder = folder
        self._known: dict[str, Recording | None] = {}

    def read(self, path: tuple[Step, ...], name: str) -> Recording | None:
        """Read what the entry at `path` names; `None` if it cannot be used."""
        if name not in self._known:
            self._known[name] = self._read((*path, "recording"), name)
        return self._known[name]

    def _read(self, path: tuple[Step, ...], name: str) -> Recording | None:
        try:
            recording = read_recording(self._folder / name)
        except RecordingError as error:
            self._document.problem(path, f"cannot be used: {error}")
            return None
        if recording.skipped:
            message = f"has {recording.skipped} lines that cannot be read"
            self._document.problem(path, message, f"mend them: {recording.problem}")
        return recording
