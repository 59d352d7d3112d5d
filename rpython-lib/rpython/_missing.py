"""Names of the original package that this one does not have.

Programs wrap imports in `except ImportError` and would fall back silently, so the error for a known
but missing name is NotImplementedError, which says what is missing.
"""

import importlib.abc
import importlib.machinery
import sys

# modules of the original's library that programs import and that are not written
MODULES = """
rlib.clibffi rlib.jit_libffi rlib.libffi rlib.rdynload rlib.rmmap rlib.rsocket rlib.ropenssl
rlib.rpoll rlib.rsignal rlib.rtermios rlib.rlocale rlib.rstacklet rlib.rawrefcount rlib.rsre
rlib.parsing rlib.rstrategies rlib.rjitlog rlib.rvmprof rlib.revdb rlib.jit_hooks rlib.rmarshal
rlib.rzlib rlib.rzipfile rlib.rmd5 rlib.rsha rlib.rsiphash rlib.rope rlib.rStringIO
rlib.unicodedata rlib.rcomplex rlib.rdtoa rlib.fastutf8 rlib.rawstorage rlib.rrawarray
rlib.mutbuffer rlib.buffer rlib.rthread rlib.rgil rlib.rurandom rlib.rweaklist rlib.rshrinklist
rlib.special_value rlib.cache rlib.constant rlib.compilerinfo rlib.entrypoint rlib.exports
rlib.rposix_stat rlib.rposix_scandir rlib.rposix_environ rlib.rwin32
rtyper.extregistry rtyper.extfunc rtyper.tool.rffi_platform rtyper.lltypesystem.llmemory
rtyper.lltypesystem.lloperation rtyper.lltypesystem.ll2ctypes rtyper.rclass rtyper.llinterp
annotator.model annotator.policy annotator.annrpython translator.translator translator.driver
translator.interactive translator.goal translator.platform translator.c jit.metainterp
jit.backend memory conftest tool.udir tool.jitlogparser config.config
""".split()


def not_implemented(module_name, names=None):
    """NOT_RPYTHON: a module's `__getattr__`: NotImplementedError for public names."""

    def __getattr__(name):
        if name.startswith("__") or (names is not None and name not in names):
            raise AttributeError("module %r has no attribute %r" % (module_name, name))
        raise NotImplementedError("%s.%s is not implemented" % (module_name, name))

    return __getattr__


class _MissingModules(importlib.abc.MetaPathFinder):
    """Comes last among the finders: only modules that nobody found get here."""

    def find_spec(self, fullname, path, target=None):
        if fullname.startswith("rpython.") and fullname[8:] in MODULES:
            raise NotImplementedError("the module %s is not implemented" % fullname)
        return None


def install():
    """NOT_RPYTHON: makes importing a missing module fail loudly."""
    if not any(isinstance(finder, _MissingModules) for finder in sys.meta_path):
        sys.meta_path.append(_MissingModules())
