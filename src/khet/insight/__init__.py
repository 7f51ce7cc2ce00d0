"""Figures: facts as Parquet, a cube that grows with each certified answer, indicators, pivots, the book of the year."""
