"""Sweeps: what is due goes on, batch by batch, and a bad row harms itself alone."""

import logging
from collections.abc import Callable, Sequence

logger = logging.getLogger(__name__)

# What one run looks at, and what it moves in one transaction.
RUN, BATCH = 20_000, 500


def sweep(
    ids: Sequence[int],
    *,
    advance: Callable[[Sequence[int]], object],
    report: Callable[[int, Exception], object],
) -> None:
    """Advance everything that is due, each id once: ``advance`` gets up to BATCH at a time.

    A batch that fails is tried one by one; what fails alone is given to
    ``report`` and left to the next run, behind which nobody has to wait.
    """
    for start in range(0, len(ids), BATCH):
        _advance(ids[start : start + BATCH], advance, report)


def _advance(
    batch: Sequence[int],
    advance: Callable[[Sequence[int]], object],
    report: Callable[[int, Exception], object],
) -> None:
    try:
        advance(batch)
    except Exception as error:
        logger.exception("a sweep failed on %d rows", len(batch))
        if len(batch) == 1:
            report(batch[0], error)
            return
        for each in batch:
            _advance([each], advance, report)
