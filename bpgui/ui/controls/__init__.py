"""The controls of training: the bar at the top, the form with every setting, and their fields."""
