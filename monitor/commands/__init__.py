"""The commands of `opd-monitor`, one module each with a `NAME` and a `main`."""
