"""Turns a sheet of frozen facts into one signed PDF: archival (PDF/A-3a), accessible (PDF/UA-1), with the badge inside.

Used by credentials, batches and the designer's preview; `pdf.py` is the one file that speaks WeasyPrint.
Refuses to draw what no font can show, to fetch anything from a network, and to run at all where there are no fonts.
"""
