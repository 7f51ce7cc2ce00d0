"""Workbooks of units and people: read, checked row by row, carried out whole or not at all."""
