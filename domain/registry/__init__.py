"""Partners, their agreements and their column mappings: what may be changed of them, and the history of it."""
