"""Everything on disk that leaflets are made from, read once: one reader for each family of files."""
