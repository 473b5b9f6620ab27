"""Decisions: arrays in, arrays and a certificate out. Knows no geometry, no file, no map."""

from optimize.adequate_cover import AdequateCover, choose_sites
from optimize.capacitated import CapacitatedMCLP
from optimize.capacitated_p_median import CapacitatedPMedian
from optimize.certificate import Certificate, certify
from optimize.cover_pairs import CoverPairs
from optimize.flow_refuelling import FlowRefuelling, impossible_paths
from optimize.hydrogen import HydrogenProblem, HydrogenSiting, check_hydrogen, site_hydrogen
from optimize.lscp import LSCP
from optimize.lscp_backup import LSCPB
from optimize.mclp import MCLP
from optimize.mean_access import MeanAccess, check_mean_access, site_mean_access
from optimize.model import ModelBuilder
from optimize.p_center import PCenter
from optimize.p_dispersion import PDispersion
from optimize.p_median import PMedian
from optimize.reduce import merge_chunks
from optimize.refuelling_paths import RefuellingPaths, shortest_paths
from optimize.sizing import Floor, Share, Sizing, SizingProblem, check_sizing, size_chargers
from optimize.solve import Solution, solve
from optimize.solvers import Outcome, available, run
from optimize.verify import verify

__all__ = [
    "LSCP",
    "LSCPB",
    "MCLP",
    "AdequateCover",
    "CapacitatedMCLP",
    "CapacitatedPMedian",
    "Certificate",
    "CoverPairs",
    "Floor",
    "FlowRefuelling",
    "HydrogenProblem",
    "HydrogenSiting",
    "MeanAccess",
    "ModelBuilder",
    "Outcome",
    "PCenter",
    "PDispersion",
    "PMedian",
    "RefuellingPaths",
    "Share",
    "Sizing",
    "SizingProblem",
    "Solution",
    "available",
    "certify",
    "check_hydrogen",
    "check_mean_access",
    "check_sizing",
    "choose_sites",
    "impossible_paths",
    "merge_chunks",
    "run",
    "shortest_paths",
    "site_hydrogen",
    "site_mean_access",
    "size_chargers",
    "solve",
    "verify",
]
