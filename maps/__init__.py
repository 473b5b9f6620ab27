"""Pictures of a plan: result layers in; pages that open offline, charts and reports out."""

from __future__ import annotations

from maps.facts import PageFacts
from maps.pages import write_pages

__all__ = ["PageFacts", "write_pages"]
