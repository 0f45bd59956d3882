"""The rival (a): the Django admin of the same records, set up as its documentation says."""
