"""What the program can do: each call is one transaction that asks the domain and returns domain values."""
