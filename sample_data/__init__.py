"""Invented exports of legacy systems, each with its mapping and the events it makes."""
