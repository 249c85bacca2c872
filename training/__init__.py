"""Makes the reader's model. Nothing in the package imports this; torch lives here and nowhere else."""
