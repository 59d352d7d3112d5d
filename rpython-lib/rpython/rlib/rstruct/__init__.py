"""Binary data: struct-like packing and unpacking."""
