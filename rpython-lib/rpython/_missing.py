"""Names of the original package that this one does not have.

Programs wrap imports in `except ImportError` and would fall back silently, so the error for a known
but missing name is NotImplementedError, which says what is missing, and what to use instead.
"""

import importlib.abc
import importlib.machinery
import sys

# modules of the original that are not here, by the reason
MODULES = {
    "it is a part of the original's translator; programs are translated by the command rtranslate": """
        annotator.annrpython annotator.bookkeeper annotator.listdef annotator.model annotator.policy
        config.pypyoption conftest jit.backend jit.codewriter.codewriter jit.codewriter.heaptracker
        jit.metainterp jit.tool memory rtyper.llannotation rtyper.llinterp rtyper.lltypesystem.ll2ctypes
        rtyper.lltypesystem.rlist rtyper.lltypesystem.rordereddict rtyper.rclass rtyper.rmodel
        rtyper.rtyper rtyper.test rtyper.tool.rfficache tool.ann_override tool.ansi_print tool.descriptor
        tool.jitlogparser tool.logparser tool.pytest tool.runsubprocess tool.sourcetools
        tool.stdlib_opcode tool.udir translator.c translator.cdir translator.driver translator.goal
        translator.interactive translator.platform translator.tool.make_dot translator.translator""",
    "functions get rules of their own in the translator only (`llexternal` declares functions of C)": """
        rtyper.extfunc rtyper.extregistry""",
    "the types of C functions are known at translation: use rffi.llexternal, or rlib.rdynload": """
        rlib.clibffi rlib.jit_libffi rlib.libffi""",
    "declare the functions of the library with rffi.llexternal": "rlib.ropenssl",
    "it is plain RPython that is published by itself; put it beside the program": "rlib.rstrategies",
    "use rlib.rsocket": "rlib._rsocket_rffi",
    "use rlib.parsing.ebnfparse": "rlib.parsing.makepackrat rlib.parsing.pypackrat",
    "use rlib.rposix": "rlib.rposix_environ rlib.rposix_scandir rlib.rposix_stat",
    "PYPYLOG tells what the JIT does": "rlib.jit_hooks",
    "executables run on Linux": "rlib.rwin32",
    "products are executables, not libraries": "rlib.entrypoint rlib.exports",
    "no collector counts references": "rlib.rawrefcount",
    "executables cannot run backwards": "rlib.revdb",
    "no program was found that imports it": """
        rlib.constant rlib.fastutf8 rlib.rcomplex rlib.rmarshal rlib.rope rlib.rrawarray
        rlib.rsre.rsre_jit rlib.rsre.rsre_utf8 rlib.rstruct.formatiterator
        rlib.rstruct.standardfmttable rlib.rzipfile rlib.special_value""",
}
_REASONS = {name: reason for reason, names in MODULES.items() for name in names.split()}

# names of the original's modules that programs import, missing in modules that are written
NAMES = {
    "rtyper.lltypesystem.rffi": """CExternVariable CConstant
        get_nonmovingbuffer_ll free_nonmovingbuffer_ll alloc_buffer str_from_buffer
        scoped_unicode2wcharp llexternal_use_eci CallbackHolder""",
    "rlib.rgc": """try_cast_gcref_to_instance cast_instance_to_gcref get_rpy_referents
        get_rpy_roots get_rpy_memory_usage get_rpy_type_index toggle_gcflag_extra
        get_gcflag_extra clear_gcflag_extra assert_no_more_gcflags get_stats TOTAL_GC_TIME
        TOTAL_MEMORY NURSERY_SIZE dump_rpy_heap get_typeids_z get_typeids_list
        hide_nonmovable_gcref reveal_gcref register_custom_trace_hook
        register_custom_light_finalizer resizable_list_supporting_raw_ptr
        nonmoving_raw_ptr_for_resizable_list move_out_of_nursery""",
    "rlib.parsing.regexparse": "parse_regex make_runner RegexParser",
    "rlib.rfile": "create_temp_rfile",
    "rlib.rbigint": "UDIGIT_TYPE NULLDIGIT _divrem1 _load_unsigned_digit intsign",
    "rlib.rsiphash": "enable_siphash24 siphash24 siphash24_with_key initialize_from_env seed",
    "rlib.debug": "debug_print_traceback",
    "rlib.runicode": """str_decode_unicode_escape str_decode_raw_unicode_escape
        str_decode_utf_16 str_decode_utf_32 str_decode_utf_7 str_decode_charmap
        unicode_encode_charmap unicode_encode_unicode_escape unicode_encode_utf_16
        unicode_encode_utf_32 unicode_encode_utf_7""",
    "rlib.objectmodel": "hlinvoke",
    "rtyper.annlowlevel": """cast_base_ptr_to_instance cast_instance_to_base_ptr
        cast_instance_to_gcref cast_gcref_to_instance MixLevelHelperAnnotator""",
    "rtyper.lltypesystem.lltype": "getfunctionptr direct_arrayitems direct_fieldptr direct_ptradd",
}


def not_implemented(module_name):
    """NOT_RPYTHON: the `__getattr__` of a module: NotImplementedError for its missing names."""
    names = NAMES[module_name[8:]].split()

    def __getattr__(name):
        if name in names:
            raise NotImplementedError("%s.%s is not implemented" % (module_name, name))
        raise AttributeError("module %r has no attribute %r" % (module_name, name))

    return __getattr__


class _MissingModules(importlib.abc.MetaPathFinder):
    """Comes last among the finders: only modules that nobody found get here."""

    def find_spec(self, fullname, path, target=None):
        reason = _REASONS.get(fullname[8:]) if fullname.startswith("rpython.") else None
        if reason is not None:
            raise NotImplementedError("there is no module %s here: %s" % (fullname, reason))
        return None


def install():
    """NOT_RPYTHON: makes importing a missing module fail loudly."""
    if not any(isinstance(finder, _MissingModules) for finder in sys.meta_path):
        sys.meta_path.append(_MissingModules())
