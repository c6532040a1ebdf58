"""What can be done with a package: one verb a module, wired together in `__main__`."""
