"""What people see: each module owns its ids, its `build` and its `parse`. Knows neither Bolt nor the store."""
