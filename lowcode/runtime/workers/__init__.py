"""Several processes that serve one app: a supervisor without the app, and workers that share connections evenly."""
