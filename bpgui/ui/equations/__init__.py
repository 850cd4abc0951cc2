"""The equations of back-propagation, with the one at work lit as the steps go."""
