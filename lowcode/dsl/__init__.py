"""From specification text to the resolved model `lowcode.ir`. Knows nothing of what is generated."""
