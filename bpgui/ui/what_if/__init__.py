"""What would become of the loss if one weight, or two, were others."""
