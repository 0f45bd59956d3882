"""Reports against an independent computation."""
