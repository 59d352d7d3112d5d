"""The module _ast; its classes are made in app/_ast.py from the grammar."""

from interpreters.python.module import modinfo
from interpreters.python.module.ast import grammar

MODULE = modinfo.declare("_ast", constants=[("_GRAMMAR", grammar.GRAMMAR)], app="_ast.py")
