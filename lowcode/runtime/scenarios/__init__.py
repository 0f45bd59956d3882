"""Scenarios of the specification at work: the real app on a database in memory, with a clock that can be moved.

`world` is a fresh app per scenario, `scenario` what emitted tests call, `coverage` what they have touched, `running`
the runner behind `lowcode test`. The app's own `tests/test_scenarios.py` runs the same functions with pytest.
"""
