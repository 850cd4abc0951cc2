"""Predict, then reveal: a number is hidden, the learner works it out, and slips are named."""
