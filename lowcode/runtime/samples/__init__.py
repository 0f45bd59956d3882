"""Made-up records for demonstrations and measurements: plausible, connected, and the same for the same seed."""
