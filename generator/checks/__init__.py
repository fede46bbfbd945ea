"""Preflight: one function a check, the evidence they ask for, and reports; also the gate of translations."""
