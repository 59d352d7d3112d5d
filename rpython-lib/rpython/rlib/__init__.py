"""Library of RPython programs: works on the host and translated."""
