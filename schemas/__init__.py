"""The contract: vocabulary, signal model, events, topics and definitions that every part shares."""
