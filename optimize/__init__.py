"""Decisions: arrays in, arrays and a certificate out. Knows no geometry, no file, no map."""

from optimize.capacitated import CapacitatedMCLP
from optimize.certificate import Certificate, certify
from optimize.cover_pairs import CoverPairs
from optimize.lscp import LSCP
from optimize.lscp_backup import LSCPB
from optimize.mclp import MCLP
from optimize.model import ModelBuilder
from optimize.reduce import merge_chunks
from optimize.solve import Solution, solve
from optimize.solvers import Outcome, available, run
from optimize.verify import verify

__all__ = [
    "LSCP",
    "LSCPB",
    "MCLP",
    "CapacitatedMCLP",
    "Certificate",
    "CoverPairs",
    "ModelBuilder",
    "Outcome",
    "Solution",
    "available",
    "certify",
    "merge_chunks",
    "run",
    "solve",
    "verify",
]
