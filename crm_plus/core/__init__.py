"""Arithmetic, dates and text of the sales desk. Imports no Odoo."""
