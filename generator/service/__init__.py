"""The desk and the interface for programs: leaflets over HTTP, by the same pipeline as the command."""
