"""The result layers of a plan, one module a layer."""
