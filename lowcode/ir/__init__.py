"""The resolved, typed model of an application: frozen values that know neither syntax nor output."""
