"""Who is who: the household and the person of a signal."""
