"""Built-in modules: one folder or file each; `registry.py` lists them."""
