"""`make bench`: how fast the compiler is, and the applications that it makes. Writes `docs/benchmarks.md`."""
