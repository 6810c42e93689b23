"""Random schedules of faults: drawn from a seed, played on real servers, and timed until everything is at rest again.

.venv/bin/python -m tests.faults.schedules 301 320
"""
