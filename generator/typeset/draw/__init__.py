"""Ink: pictures, codes, patterns, outlines, inks, and the operators that draw them."""
