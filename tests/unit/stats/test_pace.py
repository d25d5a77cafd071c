"""How many traces fit into the time there is."""

from lib.stats import pace


def test_a_batch_fits_into_the_minutes_there_are() -> None:
    assert pace.fits(60, 60) == 60
    assert pace.fits(60, 41.5) == 86
    assert pace.fits(1, 600) == 1


def test_the_pace_is_the_median_of_what_was_read_lately() -> None:
    assert pace.seconds_each([30.0] * 4) is None
    assert pace.seconds_each([900.0] * 5 + [20.0] * 15 + [3_000.0] * 5) == 20
    assert pace.seconds_left([20.0] * 5, 10) == 200
