"""What programs ask of the JIT's translation."""
