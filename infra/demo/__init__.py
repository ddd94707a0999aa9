"""The demo year: a province of invented people and the source documents' figures, made by the product's own commands.

Every office is filled once (an office that has a year is left alone), so a kill is repaired by running it again.
"""
