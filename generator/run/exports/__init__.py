"""Leaflets put into folders that other programs read: a health record's, a library's, a web host's."""
