"""How much ingest takes at once: the one place of each limit, for the code and for what partners read of it."""

from typing import Final

RECORDS_IN_REQUEST: Final = 1_000
RECORDS_IN_CHUNK: Final = 1_000
"""Records of a file that are read in one transaction."""
FAULTS_IN_RECORD: Final = 20
FAULTS_IN_REQUEST: Final = 1_000
"""Of the records that are judged at once; every refused record keeps its first."""
PENDING_FILES: Final = 1_000
"""Deliveries of one partner that may wait to be read [A]."""
PENDING_TOGETHER: Final = 4
"""Of which so many are read in turns, so that a small file does not wait for the whole of a large one."""
REQUEST_MEGABYTES: Final = 4
FILE_MEGABYTES: Final = 100
LIGHT_REQUEST_BYTES, LARGE_REQUEST_BYTES = 64 * 1024, 1024 * 1024
"""A larger request takes half of a partner's places, a large one all: it takes many times its size in memory."""
LINE_CHARACTERS: Final = 20_000
"""Of one line of a file, its line end included: far more than all our columns may hold together."""
LINES_IN_FILE: Final = 2_000_000
"""Blank ones too: more than a file of the largest size has when its lines hold records [A]."""
PAGES_OF_RECEIPTS: Final = 100_000
RECEIPTS_ON_PAGE: Final = 1_000
DELIVERIES_ON_PAGE: Final = 100
MAPPING_NAME_CHARACTERS: Final = 40
KEY_CHARACTERS: Final = 100
"""Longer than any key that was ever given out."""
SHEET_ROWS: Final = 1_048_576
"""Of one sheet of a workbook: what the formats themselves allow."""
SHEET_COLUMNS: Final = 500
SAME_ROWS: Final = 1_000
"""How often a row may be written once and meant several times."""
SHEETS: Final = 50
WORKBOOK_MEGABYTES: Final = 1_000
"""Unpacked, all members together."""
WORKBOOK_PART_MEGABYTES: Final = 16
"""Unpacked, of a member that is read whole: formats, names of sheets."""
WORKBOOK_MEMBERS: Final = 1_000
WORKBOOK_DIRECTORY_BYTES: Final = 256 * 1024
TIMES_PACKED: Final = 150
"""How many times smaller a workbook may be than what it holds: a sheet of equal rows is some forty times."""
SHARED_TEXT_MEGABYTES: Final = 64
"""Of the different texts in a workbook; they are in memory as long as it is read."""
