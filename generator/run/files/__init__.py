"""Where files go: whole files in a folder or behind an address, their receipts, the lock."""
