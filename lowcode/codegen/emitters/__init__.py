"""One module per kind of file; each turns a part of the project into `GeneratedFile`s."""
