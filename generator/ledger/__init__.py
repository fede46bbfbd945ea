"""The ledger: what was printed, in a SQLite file: receipts and lots of runs in, recalls and letters out."""
