"""The frozen nouns that every other room speaks in: content, design, sheet, order, leaflet, lot, problem."""
