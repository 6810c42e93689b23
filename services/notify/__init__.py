"""Notify: waits for the dispatch window, then puts one outreach task for a case into the queue."""
