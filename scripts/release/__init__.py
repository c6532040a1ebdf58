"""The verb `release`: whether a release may be made, and making it."""
