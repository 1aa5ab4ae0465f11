import pytest

from core import sweeps
from core.sweeps import sweep


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(sweeps, "BATCH", 3)


def test_everything_due_goes_on_batch_by_batch(small_batches):
    batches = []

    sweep(range(1, 8), advance=lambda ids: batches.append(list(ids)), report=pytest.fail)

    assert batches == [[1, 2, 3], [4, 5, 6], [7]]


def test_bad_rows_harm_themselves_alone_and_nobody_waits_behind_them(small_batches):
    done, reported = [], []

    def advance(ids):
        if bad := {1, 2, 3, 5} & set(ids):
            raise ValueError(f"bad: {sorted(bad)}")
        done.extend(ids)

    sweep(range(1, 8), advance=advance, report=lambda each, error: reported.append((each, error)))

    assert done == [4, 6, 7]
    assert [each for each, _error in reported] == [1, 2, 3, 5]
    assert str(reported[-1][1]) == "bad: [5]"
