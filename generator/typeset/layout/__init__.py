"""Sheet elements to boxes with a height, and boxes to pages that fit."""
