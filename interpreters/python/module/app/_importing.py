"""Hands imports over to importlib once a program has imported that."""

import sys


def install():
    """Fill sys.meta_path and sys.path_hooks, and describe the modules loaded so far."""
    bootstrap = sys.modules["importlib._bootstrap"]
    external = sys.modules["importlib._bootstrap_external"]
    if not sys.meta_path:
        sys.meta_path.append(bootstrap.BuiltinImporter)
        sys.meta_path.append(bootstrap.FrozenImporter)
        sys.meta_path.append(external.PathFinder)
        loaders = external._get_supported_file_loaders()
        sys.path_hooks.append(external.FileFinder.path_hook(*loaders))
    sys.modules["_frozen_importlib"] = bootstrap
    sys.modules["_frozen_importlib_external"] = external
    for name, module in list(sys.modules.items()):
        if getattr(module, "__spec__", None) is not None or name == "__main__":
            continue
        path = getattr(module, "__file__", None)
        if path is None:
            continue
        locations = getattr(module, "__path__", None)
        loader = external.SourceFileLoader(name, path)
        spec = external.spec_from_file_location(
            name, path, loader=loader, submodule_search_locations=locations
        )
        module.__spec__ = spec
        module.__loader__ = loader
    return bootstrap._find_and_load, bootstrap._gcd_import
