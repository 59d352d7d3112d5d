"""The binary log of the JIT."""
