"""From a project that an earlier lowcode has made to one of this version."""
