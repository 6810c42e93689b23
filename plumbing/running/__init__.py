"""What every process needs: settings, clock, logging, metrics and health."""
