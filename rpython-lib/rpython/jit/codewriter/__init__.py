"""The policy of the code writer."""
