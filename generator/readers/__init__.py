"""Files to frozen types: one module for each family of files. Problems are collected, never raised."""
