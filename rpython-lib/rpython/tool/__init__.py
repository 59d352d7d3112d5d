"""Host-level tools."""
