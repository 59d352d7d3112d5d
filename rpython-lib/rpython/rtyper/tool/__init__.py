"""Host-level tools for external types."""
