"""Hands imports over to importlib once a program has imported that."""

import _imp
import posix
import sys


def _zip_hook(path):
    """Stands for zipimport.zipimporter in sys.path_hooks until there is something that is no folder."""
    try:
        is_folder = posix.stat(path).st_mode & 0o170000 == 0o040000
    except (OSError, ValueError):
        is_folder = False
    if is_folder or path == "":
        raise ImportError("not a zip file", path=path)
    sys.path_importer_cache[path] = None  # so that this import does not come here again
    import zipimport

    sys.path_hooks[:] = [zipimport.zipimporter if h is _zip_hook else h for h in sys.path_hooks]
    return zipimport.zipimporter(path)


def describe_main():
    """Give __main__ the loader that it would have come from."""
    module = sys.modules.get("__main__")
    if module is None or module.__dict__.get("__loader__") is not None:
        return
    bootstrap = sys.modules["importlib._bootstrap"]
    external = sys.modules["importlib._bootstrap_external"]
    path = getattr(module, "__file__", None)
    if path is None:
        module.__loader__ = bootstrap.BuiltinImporter
    elif path.endswith(".pyc"):
        module.__loader__ = external.SourcelessFileLoader("__main__", path)
    else:
        module.__loader__ = external.SourceFileLoader("__main__", path)


def install():
    """Fill sys.meta_path and sys.path_hooks, and describe the modules loaded so far."""
    bootstrap = sys.modules["importlib._bootstrap"]
    external = sys.modules["importlib._bootstrap_external"]
    if not hasattr(sys, "meta_path"):
        sys.meta_path = []
        sys.path_hooks = []
    if external.PathFinder not in sys.meta_path:
        sys.meta_path.append(bootstrap.BuiltinImporter)
        sys.meta_path.append(bootstrap.FrozenImporter)
        sys.meta_path.append(external.PathFinder)
        sys.path_hooks.append(_zip_hook)
        loaders = external._get_supported_file_loaders()
        sys.path_hooks.append(external.FileFinder.path_hook(*loaders))
    sys.modules["_frozen_importlib"] = bootstrap
    usual_place = external.cache_from_source

    def cache_from_source(path, debug_override=None, *, optimization=None):
        if debug_override is None and isinstance(path, str):
            place = _imp._cache_place(path, optimization)
            if place is not None:
                return place
        return usual_place(path, debug_override, optimization=optimization)

    cache_from_source.__doc__ = usual_place.__doc__
    external.cache_from_source = cache_from_source
    sys.modules["_frozen_importlib_external"] = external
    describe_main()
    for name, module in list(sys.modules.items()):
        if getattr(module, "__spec__", None) is not None or name == "__main__":
            continue
        path = getattr(module, "__file__", None)
        if path is None:
            if name in sys.builtin_module_names:
                module.__loader__ = bootstrap.BuiltinImporter
                module.__spec__ = bootstrap.ModuleSpec(
                    name, bootstrap.BuiltinImporter, origin="built-in"
                )
            continue
        locations = getattr(module, "__path__", None)
        loader = external.SourceFileLoader(name, path)
        spec = external.spec_from_file_location(
            name, path, loader=loader, submodule_search_locations=locations
        )
        module.__spec__ = spec
        module.__loader__ = loader
        if spec.cached is not None:
            module.__cached__ = spec.cached
    return bootstrap._find_and_load, bootstrap._gcd_import
