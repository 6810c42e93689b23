"""How much ingest takes at once: the one place of each limit, for the code and for what partners read of it."""

from typing import Final

RECORDS_IN_REQUEST: Final = 1_000
RECORDS_IN_CHUNK: Final = 1_000
"""Records of a file that are read in one transaction."""
FAULTS_IN_RECORD: Final = 20
FAULTS_IN_REQUEST: Final = 1_000
"""Of the records that are judged at once; every refused record keeps its first."""
REQUEST_MEGABYTES: Final = 4
FILE_MEGABYTES: Final = 100
LIGHT_REQUEST_BYTES: Final = 256 * 1024
"""A larger request of a partner is worked on alone: it takes many times its size in memory."""
LINE_CHARACTERS: Final = 20_000
"""Of one line of a file, its line end included: far more than all our columns may hold together."""
PAGES_OF_RECEIPTS: Final = 100_000
RECEIPTS_ON_PAGE: Final = 1_000
DELIVERIES_ON_PAGE: Final = 100
MAPPING_NAME_CHARACTERS: Final = 40
KEY_CHARACTERS: Final = 100
"""Longer than any key that was ever given out."""
