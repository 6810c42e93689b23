"""Refused records that wait to be mended: kept with their receipts, ended by what comes later."""
