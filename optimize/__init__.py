"""Decisions: arrays in, arrays and a certificate out. Knows no geometry, no file, no map."""

from optimize.certificate import Certificate, certify
from optimize.cover_pairs import CoverPairs
from optimize.model import ModelBuilder
from optimize.solvers import Outcome, available, run

__all__ = ["Certificate", "CoverPairs", "ModelBuilder", "Outcome", "available", "certify", "run"]
