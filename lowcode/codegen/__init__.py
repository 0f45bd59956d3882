"""From the checked model to the files of a project: values in, path → text out; only `formatting` runs a program."""
