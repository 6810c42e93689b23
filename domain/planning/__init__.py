"""Planning: what is done next on a case, when at the earliest and the latest, by whom, and what does not fit."""
