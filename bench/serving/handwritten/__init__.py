"""The rival (b): what a good engineer would write by hand for these records: Starlette, SQLAlchemy Core, Jinja."""
