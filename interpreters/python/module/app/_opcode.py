"""Questions about instructions."""


def stack_effect(opcode, oparg=None, /, *, jump=None):
    raise ValueError("invalid opcode or oparg")


def get_specialization_stats():
    return None
