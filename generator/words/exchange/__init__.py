"""What translators' tools take and give back beside PO: XLIFF, rows of a workbook, the glossary."""
