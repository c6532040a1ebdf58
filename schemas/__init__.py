"""What a valid package is: schemas, readers and rules. Nothing here writes or prints."""
