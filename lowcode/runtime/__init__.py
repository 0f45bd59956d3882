"""What generated applications import. Knows `lowcode.catalog` and nothing else of the compiler."""
