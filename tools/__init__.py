"""What makes files of this repository. None of it is in the wheel."""
