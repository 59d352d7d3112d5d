"""The tutorial virtual machine: Brainfuck."""
