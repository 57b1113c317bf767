"""What things are and what is true of them: plain values and pure functions, no clock, no network, no database."""
