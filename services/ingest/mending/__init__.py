"""What becomes of refused records that wait: judged again when asked, removed after thirty days."""
