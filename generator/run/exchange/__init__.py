"""Files for translators, out of the catalogs and back into them; workbooks and pages among them."""
