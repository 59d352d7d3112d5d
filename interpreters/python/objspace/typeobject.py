"""Types: W_TypeObject, attribute lookup with caches, class creation (see classbuild.py for __build_class__)."""

import weakref as host_weakref

from rpython.rlib import jit

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.objspace import slots


class VersionTag(object):
    """Identity of one state of a type and its bases; replaced when any of them changes."""


class W_Missing(W_Root):
    """Marks, in lookup caches, that the attribute does not exist."""


MISSING = W_Missing()


class W_TypeCell(W_Root):
    """Stands, in lookup caches, for a class attribute that is assigned again and again.

    Assignments change the cell, not the version of the type.
    """

    def __init__(self, w_value):
        self.w_value = w_value


def in_cell(w_value):
    """The value of an attribute that may be in a cell; None stays None."""
    if isinstance(w_value, W_TypeCell):
        return w_value.w_value
    return w_value


def is_simple(w_value):
    """Can a class attribute with this value be in a cell? Descriptors cannot: their lookups are kept."""
    w_cls = w_value.getclass()
    return (
        w_cls.slot(slots.GET) is None
        and w_cls.slot(slots.SET) is None
        and w_cls.slot(slots.DELETE) is None
    )


class W_TypeObject(W_Root):
    """A type, builtin or made by a class statement.

    What is found in it and its bases is true as long as `version_tag` is the same: traces depend on that.
    """

    _immutable_fields_ = [
        "version_tag?",
        "is_builtin",
        "w_meta?",
        "layout?",
        "hasdict?",
        "root_map?",
    ]

    def __init__(self, name, bases_w, dict_w, is_builtin):
        self.name = name
        self.qualname = name
        self.modulename = "builtins"
        self.bases_w = bases_w
        self.dict_w = dict_w
        self.is_builtin = is_builtin
        self.mro_w = [self]
        self.hasdict = False
        self.acceptable_as_base = True
        self.builtin_without_new = False
        self.weakrefable = False  # of classes made by programs
        self.w_meta = None  # None: `type`
        self.doc = None
        self.subclasses_w = []  # builtin ones
        self.subclass_refs = []  # weak references to those of programs
        self.subclass_limit = 8
        self.cache = {}
        self.has_cells = (
            False  # does dict_w have W_TypeCells, of attributes that were assigned again?
        )
        self.slot_w = [None] * slots.COUNT
        self.version_tag = VersionTag()
        self.root_map = None
        self.layout = self  # the builtin type that determines the layout of instances
        self.ctor_kind = 0  # see call_type_stack
        self.w_ctor_init = None
        self.getattribute_kind = 0
        self.is_exception = False
        self.w_dictproxy = None

    # ---- basics ---------------------------------------------------------------------------

    def getclass(self):
        if self.w_meta is None:
            return space.w_type
        return self.w_meta

    def setclass(self, w_type):
        self.w_meta = w_type

    def getclass_name(self):
        """The name, for messages."""
        return self.name

    def setup_mro_builtin(self):
        """The MRO of a builtin type: itself, then that of its single base."""
        self.mro_w = [self]
        if len(self.bases_w) > 0:
            w_base = self.bases_w[0]
            self.mro_w = [self] + w_base.mro_w
            w_base.subclasses_w.append(self)
            self.is_exception = w_base.is_exception

    def add_subclass(self, w_type):
        """Remembers a direct subclass, which may die."""
        refs = self.subclass_refs
        if len(refs) >= self.subclass_limit:
            refs = [r for r in refs if r() is not None]
            self.subclass_refs = refs
            self.subclass_limit = 2 * len(refs) + 8
        refs.append(host_weakref.ref(w_type))

    def remove_subclass(self, w_type):
        """Forgets a direct subclass."""
        refs = []
        for r in self.subclass_refs:
            w_sub = r()
            if w_sub is not None and w_sub is not w_type:
                refs.append(r)
        self.subclass_refs = refs

    def subclasses(self):
        """The direct subclasses."""
        result = self.subclasses_w[:]
        for r in self.subclass_refs:
            w_sub = r()
            if w_sub is not None:
                result.append(w_sub)
        return result

    def issubtype(self, w_type):
        """True if `w_type` is in the MRO."""
        if self is w_type:
            return True
        if jit.we_are_jitted():
            return issubtype_of_version(jit.promote(self), w_type, jit.promote(self.version_tag))
        return self.in_mro(w_type)

    def in_mro(self, w_type):
        """True if `w_type` is in the MRO."""
        for w_base in self.mro_w:
            if w_base is w_type:
                return True
        return False

    def get_root_map(self):
        """The map of an instance without attributes."""
        if self.root_map is None:
            self.make_root_map()
        return self.root_map

    @jit.dont_look_inside
    def make_root_map(self):
        self.root_map = instance.RootMap(self)

    # ---- lookup -----------------------------------------------------------------------------

    def lookup(self, name):
        """The attribute `name` along the MRO, unbound; None if missing."""
        if jit.we_are_jitted():
            w_value = lookup_of_version(jit.promote(self), name, jit.promote(self.version_tag))
        else:
            w_value = self.lookup_cached(name)
        return in_cell(w_value)

    def has_cell(self, name):
        """Can the value of attribute `name` change without a new version?"""
        w_value = self.lookup_cached(name)
        return w_value is not None and type(w_value) is W_TypeCell

    def lookup_cached(self, name):
        """The attribute `name` along the MRO, or its cell."""
        w_value = self.cache.get(name, None)
        if w_value is None:
            return self.lookup_uncached(name)
        if w_value is MISSING:
            return None
        return w_value

    def lookup_uncached(self, name):
        """Fills the cache for `name`."""
        for w_type in self.mro_w:
            w_value = w_type.own_entry(name)
            if w_value is not None:
                self.cache[name] = w_value
                return w_value
        self.cache[name] = MISSING
        return None

    def own_entry(self, name):
        """The attribute `name` of this type itself, or its cell."""
        return self.dict_w.get(name, None)

    def slot(self, index):
        """Special method number `index` (objspace/slots.py), unbound; None if missing."""
        if jit.we_are_jitted():
            return slot_of_version(jit.promote(self), index, jit.promote(self.version_tag))
        return self.slot_cached(index)

    def slot_cached(self, index):
        """slot outside of traces."""
        w_value = self.slot_w[index]
        if w_value is None:
            w_value = self.lookup_cached(slots.NAMES[index])
            if w_value is None:
                self.slot_w[index] = MISSING
                return None
            self.slot_w[index] = w_value
            return w_value
        if w_value is MISSING:
            return None
        return w_value

    def lookup_after(self, w_start, name):
        """As lookup, but only in the types after w_start in the MRO."""
        if jit.we_are_jitted():
            w_value = lookup_after_of_version(
                jit.promote(self), jit.promote(w_start), name, jit.promote(self.version_tag)
            )
        else:
            w_value = self.entry_after(w_start, name)
        return in_cell(w_value)

    def entry_after(self, w_start, name):
        """lookup_after, or the cell."""
        found = False
        for w_type in self.mro_w:
            if found:
                w_value = w_type.own_entry(name)
                if w_value is not None:
                    return w_value
            elif w_type is w_start:
                found = True
        return None

    def lookup_where(self, name):
        """The type of the MRO whose dict has `name`, or None."""
        for w_type in self.mro_w:
            if w_type.dict_w.get(name, None) is not None:
                return w_type
        return None

    def mutated(self, name):
        """To be called after attribute `name` changed ("" for anything)."""
        special = name == "" or name.startswith("__")
        if name == "":
            self.cache = {}
        elif name in self.cache:
            del self.cache[name]
        if special:
            i = 0
            while i < slots.COUNT:
                self.slot_w[i] = None
                i += 1
            self.ctor_kind = 0
            self.getattribute_kind = 0
        self.new_version()
        for w_sub in self.subclasses():
            w_sub.mutated(name)

    def new_version(self):
        """Ends what was concluded from the state of the type."""
        self.version_tag = VersionTag()

    # ---- attributes of the class object itself --------------------------------------------------

    def getdictvalue(self, name):
        return in_cell(self.dict_w.get(name, None))

    def setdictvalue(self, name, w_value):
        if self.is_builtin:
            raise error.operr(
                space.w_TypeError,
                "cannot set '%s' attribute of immutable type '%s'" % (name, self.name),
            )
        if self.has_cells and is_simple(w_value):
            cell = own_cell_of_version(jit.promote(self), name, self.version_tag)
            if cell is not None:
                cell.w_value = w_value
                return True
        self.assign(name, w_value)
        return True

    @jit.dont_look_inside
    def assign(self, name, w_value):
        """Sets an attribute without a cell; makes one if it was assigned before."""
        w_old = self.getdictvalue(name)
        if w_old is not None and not name.startswith("__"):
            if is_simple(w_old) and is_simple(w_value):
                self.has_cells = True
                w_value = W_TypeCell(w_value)
        self.dict_w[name] = w_value
        self.mutated(name)

    def deldictvalue(self, name):
        if self.is_builtin:
            raise error.operr(
                space.w_TypeError,
                "cannot set '%s' attribute of immutable type '%s'" % (name, self.name),
            )
        if name not in self.dict_w:
            return False
        del self.dict_w[name]
        self.mutated(name)
        return True

    def getattribute(self, name):
        """type.__getattribute__"""
        w_meta = self.getclass()
        w_metadescr = w_meta.lookup(name)
        if (
            w_metadescr is not None
            and space.is_data_descr(w_metadescr)
            and w_metadescr.getclass().slot(slots.GET) is not None
        ):
            return space.descr_get(w_metadescr, self, w_meta)
        w_value = self.lookup(name)
        if w_value is not None:
            return space.descr_get(w_value, None, self)
        if w_metadescr is not None:
            return space.descr_get(w_metadescr, self, w_meta)
        raise space.name_error(
            space.w_AttributeError,
            "type object '%s' has no attribute '%s'" % (self.name, name),
            self,
            name,
        )

    # ---- calling --------------------------------------------------------------------------------

    def call_args(self, args):
        w_meta = self.w_meta
        if w_meta is not None:
            w_call = w_meta.slot(slots.CALL)
            if w_call is not space.w_type_call:
                return space.descr_get(w_call, self, w_meta).call_args(args)
        elif self.get_ctor_kind() == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call_args(args.prepend(w_obj)))
            return w_obj
        return self.call_type(args)

    def call_type(self, args):
        """type.__call__"""
        if self is space.w_type and len(args.args_w) == 1 and args.kwnames is None:
            return args.args_w[0].getclass()
        w_new = self.slot(slots.NEW)
        if w_new is None or self.builtin_without_new:
            raise error.operr(space.w_TypeError, "cannot create '%s' instances" % self.qualified())
        if isinstance(w_new, descriptor.W_StaticMethod):
            w_new = w_new.w_func
        elif not isinstance(w_new, gateway.W_BuiltinFunction):
            w_new = space.descr_get(w_new, None, self)
        w_obj = w_new.call_args(args.prepend(self))
        if not w_obj.getclass().issubtype(self):
            return w_obj
        w_init = w_obj.getclass().slot(slots.INIT)
        if w_init is space.w_object_init and w_new is not space.w_object_new:
            return w_obj
        if isinstance(w_init, function.W_Function) or isinstance(w_init, gateway.W_BuiltinFunction):
            w_result = w_init.call_args(args.prepend(w_obj))
        else:
            w_result = space.descr_get(w_init, w_obj, self).call_args(args)
        check_init_result(w_result)
        return w_obj

    def find_ctor_kind(self):
        """How to make instances.

        1: plain instance, Python __init__; 2: plain instance, no __init__; 4: exception that keeps its arguments;
        5: builtin type, all is done by __new__; 3: any other way.
        """
        kind = 3
        if self.is_exception and (
            self.w_meta is None or self.w_meta.slot(slots.CALL) is space.w_type_call
        ):
            if self.slot(slots.NEW) is space.w_exception_new:
                if self.slot(slots.INIT) is space.w_exception_init and self.slot(slots.DEL) is None:
                    kind = 4
        if self.layout is space.w_object and not self.is_builtin:
            if self.w_meta is None or self.w_meta.slot(slots.CALL) is space.w_type_call:
                if (
                    self.slot(slots.NEW) is space.w_object_new
                    and self.slot(slots.DEL) is None
                    and not classbuild.is_abstract(self)
                ):
                    w_init = self.slot(slots.INIT)
                    if isinstance(w_init, function.W_Function):
                        self.w_ctor_init = w_init
                        kind = 1
                    elif w_init is space.w_object_init:
                        kind = 2
        if self.is_builtin and self.w_meta is None and not self.builtin_without_new:
            w_new = self.slot(slots.NEW)
            if isinstance(w_new, descriptor.W_StaticMethod):
                w_new = w_new.w_func
            if isinstance(w_new, gateway.W_BuiltinFunction) and w_new is not space.w_object_new:
                if self.slot(slots.INIT) is space.w_object_init and self is not space.w_type:
                    self.w_ctor_init = w_new
                    kind = 5
        self.ctor_kind = kind
        return kind

    def get_ctor_kind(self):
        """How to make instances: see find_ctor_kind."""
        if jit.we_are_jitted():
            return ctor_kind_of_version(jit.promote(self), jit.promote(self.version_tag))
        kind = self.ctor_kind
        if kind == 0:
            kind = self.find_ctor_kind()
        return kind

    def get_ctor_init(self):
        """The Python __init__ of kind 1, the __new__ of kind 5."""
        if jit.we_are_jitted():
            return ctor_init_of_version(self, jit.promote(self.version_tag))
        return self.w_ctor_init

    def new_exception(self, args_w):
        """An instance of this exception class."""
        if self.get_ctor_kind() == 4:
            return excobject.W_BaseException(self, args_w)
        return self.call_args(argument.Arguments(args_w))

    def call0(self):
        kind = self.get_ctor_kind()
        if kind == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call1(w_obj))
            return w_obj
        if kind == 5:
            return self.get_ctor_init().call1(self)
        if kind == 4:
            return excobject.W_BaseException(self, [])
        if kind == 2:
            return instance.new_instance(self)
        if self is space.w_super:
            w_super = descriptor.W_Super()
            w_super.descr_init(None, None)
            return w_super
        return self.call_args(argument.Arguments([]))

    def call1(self, w_a):
        kind = self.get_ctor_kind()
        if kind == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call2(w_obj, w_a))
            return w_obj
        if kind == 5:
            return self.get_ctor_init().call2(self, w_a)
        if kind == 4:
            return excobject.W_BaseException(self, [w_a])
        if self is space.w_type:
            return w_a.getclass()
        return self.call_args(argument.Arguments([w_a]))

    def call2(self, w_a, w_b):
        kind = self.get_ctor_kind()
        if kind == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call3(w_obj, w_a, w_b))
            return w_obj
        if kind == 5:
            return self.get_ctor_init().call3(self, w_a, w_b)
        if kind == 4:
            return excobject.W_BaseException(self, [w_a, w_b])
        return self.call_args(argument.Arguments([w_a, w_b]))

    def call3(self, w_a, w_b, w_c):
        kind = self.get_ctor_kind()
        if kind == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call4(w_obj, w_a, w_b, w_c))
            return w_obj
        if kind == 5:
            return self.get_ctor_init().call4(self, w_a, w_b, w_c)
        if kind == 4:
            return excobject.W_BaseException(self, [w_a, w_b, w_c])
        return self.call_args(argument.Arguments([w_a, w_b, w_c]))

    def call4(self, w_a, w_b, w_c, w_d):
        kind = self.get_ctor_kind()
        if kind == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call5(w_obj, w_a, w_b, w_c, w_d))
            return w_obj
        if kind == 4:
            return excobject.W_BaseException(self, [w_a, w_b, w_c, w_d])
        return self.call_args(argument.Arguments([w_a, w_b, w_c, w_d]))

    def call_values(self, values_w):
        kind = self.get_ctor_kind()
        if kind == 1:
            w_obj = instance.W_InstanceObject(self.get_root_map())
            check_init_result(self.get_ctor_init().call_values([w_obj] + values_w))
            return w_obj
        return self.call_args(argument.Arguments(values_w))

    # ---- Python-level methods -------------------------------------------------------------------

    def qualified(self):
        """module.qualname, without the module for builtins."""
        if self.modulename == "builtins" or self.modulename == "":
            return self.qualname
        return self.modulename + "." + self.qualname

    def get_module(self):
        """The __module__ as a Python object."""
        if not self.is_builtin:
            w_module = self.dict_w.get("__module__", None)
            if w_module is not None:
                return w_module
        return space.newtext(self.modulename)

    def descr_repr(self):
        w_module = self.get_module()
        if isinstance(w_module, unicodeobject.W_UnicodeObject):
            module = space.text_w(w_module)
            if module != "builtins":
                return space.newtext("<class '%s.%s'>" % (module, self.qualname))
        return space.newtext("<class '%s'>" % self.qualname)

    def descr_call(self, args):
        return self.call_type(args)

    def descr_getattribute(self, w_name):
        return self.getattribute(space.text_w(w_name))

    def descr_setattr(self, w_name, w_value):
        space.object_setattr(self, objectobject.attribute_name(w_name), w_value)

    def descr_delattr(self, w_name):
        space.object_delattr(self, objectobject.attribute_name(w_name))

    def descr_mro(self):
        mro = compute_mro(self)
        items_w = []
        for w_type in mro:
            items_w.append(w_type)
        return space.newlist(items_w)

    def descr_subclasses(self):
        items_w = []
        for w_type in self.subclasses():
            items_w.append(w_type)
        return space.newlist(items_w)

    def descr_instancecheck(self, w_obj):
        return space.newbool(space.isinstance_default(w_obj, self))

    def descr_subclasscheck(self, w_sub):
        return space.newbool(space.issubclass_default(w_sub, self))

    def descr_dir(self):
        w_dict = space.newdict()
        i = len(self.mro_w) - 1
        while i >= 0:
            for name in self.mro_w[i].dict_w.keys():
                space.dict_setitem_str(w_dict, name, space.w_None)
            i -= 1
        return space.newlist(space.unpackiterable(w_dict))

    def fget_name(self):
        return space.newtext(self.name)

    def fset_name(self, w_value):
        self.check_settable("__name__")
        if not space.isinstance_w(w_value, space.w_str):
            raise error.operr(
                space.w_TypeError,
                "can only assign string to %s.__name__, not '%s'"
                % (self.name, space.typename(w_value)),
            )
        self.name = classbuild.class_name(w_value)

    def check_settable(self, name):
        """TypeError for builtin types."""
        if self.is_builtin:
            raise error.operr(
                space.w_TypeError,
                "cannot set '%s' attribute of immutable type '%s'" % (name, self.name),
            )

    def delete_special(self, name):
        """The TypeError for deleting an attribute that every class has."""
        self.check_settable(name)
        return error.operr(
            space.w_TypeError,
            "cannot delete '%s' attribute of immutable type '%s'" % (name, self.name),
        )

    def fdel_name(self):
        raise self.delete_special("__name__")

    def fdel_qualname(self):
        raise self.delete_special("__qualname__")

    def fdel_module(self):
        raise self.delete_special("__module__")

    def fdel_bases(self):
        raise self.delete_special("__bases__")

    def fdel_doc(self):
        raise self.delete_special("__doc__")

    def fget_qualname(self):
        return space.newtext(self.qualname)

    def fset_qualname(self, w_value):
        self.check_settable("__qualname__")
        if not space.isinstance_w(w_value, space.w_str):
            raise error.operr(
                space.w_TypeError,
                "can only assign string to %s.__qualname__, not '%s'"
                % (self.name, space.typename(w_value)),
            )
        self.qualname = space.text_w(w_value)

    def fget_module(self):
        return self.get_module()

    def fset_module(self, w_value):
        self.setdictvalue("__module__", w_value)

    def fget_bases(self):
        items_w = []
        for w_type in self.bases_w:
            items_w.append(w_type)
        return space.newtuple(items_w)

    def fget_base(self):
        if len(self.bases_w) == 0:
            return space.w_None
        return classbuild.best_base(self.bases_w)

    def fget_mro(self):
        items_w = []
        for w_type in self.mro_w:
            items_w.append(w_type)
        return space.newtuple(items_w)

    def fget_dict(self):
        return W_DictProxy(self)

    def fget_doc(self):
        w_doc = self.dict_w.get("__doc__", None)
        if w_doc is not None:
            return space.descr_get(w_doc, None, self)
        if self.doc is not None:
            return space.newtext(self.doc)
        return space.w_None

    def fset_doc(self, w_value):
        self.setdictvalue("__doc__", w_value)

    def fget_abstractmethods(self):
        w_value = self.dict_w.get("__abstractmethods__", None)
        if w_value is None or self.is_builtin:
            raise space.name_error(
                space.w_AttributeError, "__abstractmethods__", self, "__abstractmethods__"
            )
        return w_value

    def fset_abstractmethods(self, w_value):
        self.setdictvalue("__abstractmethods__", w_value)

    def fget_annotations(self):
        w_value = self.dict_w.get("__annotations__", None)
        if w_value is None or self.is_builtin:
            if self.is_builtin:
                raise space.name_error(
                    space.w_AttributeError,
                    "type object '%s' has no attribute '__annotations__'" % self.name,
                    self,
                    "__annotations__",
                )
            w_value = space.newdict()
            self.dict_w["__annotations__"] = w_value
        return w_value

    def fset_annotations(self, w_value):
        self.setdictvalue("__annotations__", w_value)

    def fdel_annotations(self):
        self.check_settable("__annotations__")
        if not self.deldictvalue("__annotations__"):
            raise error.operr(space.w_AttributeError, "__annotations__")

    def fdel_abstractmethods(self):
        self.check_settable("__abstractmethods__")
        if not self.deldictvalue("__abstractmethods__"):
            raise error.operr(space.w_AttributeError, "__abstractmethods__")

    def fget_text_signature(self):
        if self is space.w_object:
            return space.newtext("()")
        return space.w_None


def check_init_result(w_result):
    """TypeError unless __init__ returned None."""
    if w_result is not space.w_None:
        raise error.operr_type(
            space.w_TypeError, "__init__() should return None, not '%s'", w_result
        )


# -- what holds for one version of a type -------------------------------------------------------


@jit.elidable
def lookup_of_version(w_type, name, version):
    """w_type.lookup(name)"""
    return w_type.lookup_cached(name)


@jit.elidable
def lookup_after_of_version(w_type, w_start, name, version):
    """w_type.entry_after(w_start, name)"""
    return w_type.entry_after(w_start, name)


@jit.elidable
def own_cell_of_version(w_type, name, version):
    """The cell of an attribute of the type itself, or None."""
    cell = w_type.dict_w.get(name, None)
    if isinstance(cell, W_TypeCell):
        return cell
    return None


@jit.elidable
def slot_of_version(w_type, index, version):
    """w_type.slot(index)"""
    return w_type.slot_cached(index)


@jit.elidable
def issubtype_of_version(w_type, w_base, version):
    """w_type.issubtype(w_base)"""
    return w_type.in_mro(w_base)


@jit.elidable
def ctor_kind_of_version(w_type, version):
    """w_type.get_ctor_kind()"""
    kind = w_type.ctor_kind
    if kind == 0:
        kind = w_type.find_ctor_kind()
    return kind


@jit.elidable
def ctor_init_of_version(w_type, version):
    """w_type.get_ctor_init()"""
    return w_type.w_ctor_init


class W_DictProxy(W_Root):
    """mappingproxy: the read-only view of a class's attributes (or of any mapping)."""

    def __init__(self, w_cls):
        self.w_cls = w_cls
        self.w_mapping = None

    def mapping(self):
        """A dict with the present contents (the mapping itself if it is one)."""
        if self.w_mapping is not None:
            return self.w_mapping
        w_dict = space.newdict()
        for name, w_value in self.w_cls.dict_w.items():
            space.dict_setitem_str(w_dict, name, in_cell(w_value))
        return w_dict

    def descr_ior(self, w_other):
        raise error.operr(
            space.w_TypeError, "'|=' is not supported by mappingproxy; use '|' instead"
        )

    def descr_ror(self, w_other):
        return space.or_(w_other, self.mapping())

    def descr_reversed(self):
        return space.call_method0(self.mapping(), "__reversed__")

    def descr_hash(self):
        return space.newint(space.hash_w(self.mapping()))

    def descr_getitem(self, w_key):
        if self.w_mapping is None and isinstance(w_key, unicodeobject.W_UnicodeObject):
            w_value = self.w_cls.getdictvalue(space.text_w(w_key))
            if w_value is None:
                raise error.OperationError(space.w_KeyError, w_key)
            return w_value
        return space.getitem(self.mapping(), w_key)

    def descr_contains(self, w_key):
        if self.w_mapping is None and isinstance(w_key, unicodeobject.W_UnicodeObject):
            return space.newbool(space.text_w(w_key) in self.w_cls.dict_w)
        return space.newbool(space.contains_w(self.mapping(), w_key))

    def descr_len(self):
        return space.newint(space.len_w(self.mapping()))

    def descr_iter(self):
        return space.iter(self.mapping())

    def descr_get(self, w_key, w_default):
        return space.call_method2(self.mapping(), "get", w_key, space.null_to_none(w_default))

    def descr_keys(self):
        return space.call_method0(self.mapping(), "keys")

    def descr_values(self):
        return space.call_method0(self.mapping(), "values")

    def descr_items(self):
        return space.call_method0(self.mapping(), "items")

    def descr_copy(self):
        return space.call_method0(self.mapping(), "copy")

    def descr_eq(self, w_other):
        if isinstance(w_other, W_DictProxy):
            w_other = w_other.mapping()
        return space.eq(self.mapping(), w_other)

    def descr_or(self, w_other):
        if isinstance(w_other, W_DictProxy):
            w_other = w_other.mapping()
        return space.or_(self.mapping(), w_other)

    def descr_repr(self):
        return space.newtext("mappingproxy(" + space.repr_w(self.mapping()) + ")")

    def descr_str(self):
        return space.str(self.mapping())


def dictproxy_class_getitem(w_type, w_item):
    """mappingproxy[K, V]"""
    return genericalias.W_GenericAlias(w_type, w_item)


def dictproxy_new(w_type, w_mapping):
    """mappingproxy(mapping)"""
    if (
        w_mapping.getclass().slot(slots.GETITEM) is None
        or space.isinstance_w(w_mapping, space.w_list)
        or space.isinstance_w(w_mapping, space.w_tuple)
    ):
        raise error.operr_type(
            space.w_TypeError, "mappingproxy() argument must be a mapping, not %s", w_mapping
        )
    w_proxy = W_DictProxy(None)
    w_proxy.w_mapping = w_mapping
    return w_proxy


# ---- MRO -----------------------------------------------------------------------------------------


def compute_mro(w_type):
    """The C3 linearisation of a type with its bases."""
    orders = []
    for w_base in w_type.bases_w:
        orders.append(w_base.mro_w[:])
    orders.append(w_type.bases_w[:])
    result = [w_type]
    while True:
        remaining = False
        w_candidate = None
        for order in orders:
            if len(order) == 0:
                continue
            remaining = True
            if not in_tails(orders, order[0]):
                w_candidate = order[0]
                break
        if not remaining:
            return result
        if w_candidate is None:
            raise mro_conflict(orders)
        result.append(w_candidate)
        for order in orders:
            if len(order) > 0 and order[0] is w_candidate:
                del order[0]


def in_tails(orders, w_type):
    """Does w_type occur in some list after its first item?"""
    for order in orders:
        i = 1
        while i < len(order):
            if order[i] is w_type:
                return True
            i += 1
    return False


def mro_conflict(orders):
    """The TypeError for bases without a linearisation."""
    names = []
    for order in orders:
        if len(order) > 0 and order[0].name not in names:
            names.append(order[0].name)
    return error.operr(
        space.w_TypeError,
        "Cannot create a consistent method resolution\norder (MRO) for bases " + ", ".join(names),
    )


builtin_types = []  # all W_TypeObjects made by TypeDef, in order


from interpreters.python.interpreter import argument, error, function, gateway  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    classbuild,
    descriptor,
    excobject,
    genericalias,
    instance,
    objectobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402
