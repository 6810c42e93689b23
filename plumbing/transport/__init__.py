"""The only code that knows a broker: outbox, publisher, consumer loop, relay and reconciliation."""
