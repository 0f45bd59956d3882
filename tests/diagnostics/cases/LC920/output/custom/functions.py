"""Ours."""


def scores(lead, points):
    return 3
