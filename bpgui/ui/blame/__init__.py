"""Every path by which an error reaches the selected weight, as a product, sorted by size."""
