"""Who is who: the matcher of a municipality, kept in step with the decisions (docs/decisions/0057)."""
