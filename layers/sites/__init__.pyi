from .candidates import build_candidates as build_candidates
