"""A print run: a table of clinics in, a folder of leaflets for each clinic out, and a receipt for each leaflet."""
