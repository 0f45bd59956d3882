"""`lowcode explain NAME --spec SPEC`: where a thing comes from, what changed it on the way, and who uses it."""
