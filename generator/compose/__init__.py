"""Composing: a localized topic and templates to a sheet, and the lot of what it says. The only user of Jinja2."""
