"""A municipality that does not exist: people, partners, arrears, errors and workers who act, all seeded."""
