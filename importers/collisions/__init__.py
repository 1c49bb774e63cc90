"""Collisions: what an import would merge by mistake, orders of two shops or records of two systems.

They are decided before anything is written, from the input and the log.
"""
