"""Reports over a million records: beside their bare SQL, and beside Django's ORM."""
