"""Each rule with an example that breaks it: one cell of a small valid record is changed, and the consequence named."""
