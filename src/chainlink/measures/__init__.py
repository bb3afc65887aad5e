"""Formulas on frames and labelled matrices."""
