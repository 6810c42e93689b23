"""The worklist: pages on which workers take cases, see why they are there, and record what they did."""
