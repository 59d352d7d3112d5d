"""The target file does not exist."""

# args: no_such_target.py -o OUT/program
