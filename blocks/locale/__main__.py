"""`make messages`."""

from blocks.locale.extracting import write

write()
