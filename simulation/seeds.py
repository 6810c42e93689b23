"""Which seeds are for what: whoever learns from a seed that figures are taken from measures its memory."""

from typing import Final

TUNING_SEEDS: Final = tuple(range(1, 10))
"""To learn weights and to choose thresholds."""
EVALUATION_SEED: Final = 101
"""Of the figures in the model card."""
SHUFFLED_SEED, SWEPT_SEED, WORSE_SEED = 102, 103, 104
"""Of the figures for which a smaller town does: order of arrival, recall at a precision, errors twice as likely."""
EVALUATION_SEEDS: Final = (EVALUATION_SEED, SHUFFLED_SEED, SWEPT_SEED, WORSE_SEED)
