"""Every input has a limit; each is named here once, with its unit."""

TITLE = 500  # characters
DESCRIPTION = 100_000  # characters
COMMENT = 100_000  # characters
NAME = 100  # characters of a project, worker, label
LABELS = 32  # labels on a task
DEPENDENCIES = 64  # tasks a task may wait for
BODY = 1_000_000  # bytes of a request body
LINE_SHOWN = 65_536  # bytes of one line of agent output that are shown; the cut is marked
RUN_OUTPUT = 256 * 1024 * 1024  # bytes of transcript kept for a run: head and tail after that
BATCH_ENTRIES = 100  # transcript entries in a batch
BATCH_BYTES = 262_144  # bytes in a batch
PAGE = 200  # rows in a page
PAGE_DEFAULT = 50
LONG_POLL = 30.0  # seconds a claim may wait
PATCH = 2_000_000  # bytes of patch kept with an outcome; longer ones are cut and marked
IDEMPOTENCY_KEY = 200  # characters
COMMAND = 4_000  # characters of one command line in a project's settings
ARCHIVE = 16 * 1024**3  # bytes of an archive that is brought in
BULK = 50  # tasks of one bulk request
