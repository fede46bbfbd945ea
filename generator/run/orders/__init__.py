"""What a run is to make: tables, workbooks and run files to orders."""
