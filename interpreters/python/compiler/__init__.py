"""Syntax tree to bytecode: symbol tables, code generator, assembler."""
