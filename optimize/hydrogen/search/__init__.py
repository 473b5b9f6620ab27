"""The search of a hydrogen siting; `optimize.hydrogen.search.site` is its front page."""
