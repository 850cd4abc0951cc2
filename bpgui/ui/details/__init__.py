"""What is selected, explained: its value, and where each number of the next update comes from."""
