"""The kinds of content file, one module each: which header keys it has and which domain value it becomes."""
