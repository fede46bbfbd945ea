"""Words to lines: faces, shaping, line breaking, paragraphs, fonts for a file."""
