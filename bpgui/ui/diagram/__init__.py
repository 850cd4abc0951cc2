"""The network as a picture one can take hold of: the centre of the window."""
