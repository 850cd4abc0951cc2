"""The table of the present run and of those kept to compare it with."""
