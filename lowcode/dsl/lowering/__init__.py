"""From symbols to the model: every default filled in, every expression typed, every name resolved."""
