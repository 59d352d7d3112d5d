"""The module builtins: `fill(w_dict)` puts its names into a dict when the program starts.

The functions are in inspection.py (attributes, types, namespaces), iteration.py, numbers.py and
execution.py (print, input, compile, exec, eval).
"""
