"""Pages to a PDF file: structure tree, streams, bookmarks, the clinic's stamp, the proof of words."""
