"""A request: every move it can make, who may make it, who is told, who pays."""
