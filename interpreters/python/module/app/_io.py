"""The classes and functions of io under the name that importlib and others use."""

import io as _module

globals().update({name: value for name, value in vars(_module).items() if name[:2] != "__"})
del _module
