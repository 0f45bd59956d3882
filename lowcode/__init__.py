"""lowcode turns a specification (`.lc`) into a web application that stands alone."""

__version__ = "0.1.0"
