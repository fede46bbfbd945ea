"""Preflight: what is looked at before a leaflet may leave, one module a subject, findings as values."""
