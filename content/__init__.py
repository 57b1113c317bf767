"""Everything a person reads, as files anyone can edit, and the code that reads and checks those files."""
