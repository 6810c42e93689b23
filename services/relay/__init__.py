"""The relay: publishes what others left, turns passed moments into events, wakes what stayed undone."""
