"""Modules, and types.SimpleNamespace."""

from rpython.rlib import jit

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.objspace import operation as space


class W_Module(W_Root):
    """A module: its attributes are the items of w_dict."""

    _immutable_fields_ = ["w_dict"]

    def __init__(self, w_dict):
        self.w_dict = w_dict

    def getdict(self):
        return self.w_dict

    def getdictvalue(self, name):
        w_dict = jit.promote(self).w_dict
        if type(w_dict) is dictobject.W_DictObject:
            return namespace.load(w_dict, name)
        return space.dict_getitem_str(w_dict, name)

    def setdictvalue(self, name, w_value):
        w_dict = self.w_dict
        if type(w_dict) is dictobject.W_DictObject:
            namespace.store(w_dict, name, w_value)
        else:
            space.dict_setitem_str(w_dict, name, w_value)
        return True

    def deldictvalue(self, name):
        if space.dict_getitem_str(self.w_dict, name) is None:
            return False
        space.dict_delitem_str(self.w_dict, name)
        return True

    def descr_init(self, w_name, w_doc):
        self.setdictvalue("__name__", w_name)
        self.setdictvalue("__doc__", space.null_to_none(w_doc))
        for name in ["__package__", "__loader__", "__spec__"]:
            if self.getdictvalue(name) is None:
                self.setdictvalue(name, space.w_None)

    def descr_getattribute(self, w_name):
        name = space.text_w(w_name)
        w_value = self.getdictvalue(name)
        if w_value is not None and self.getclass().lookup(name) is None:
            return w_value
        try:
            return space.object_getattribute(self, name)
        except error.OperationError as e:
            if not e.match(space.w_AttributeError):
                raise
        w_getattr = self.getdictvalue("__getattr__")
        if w_getattr is not None:
            return w_getattr.call1(w_name)
        if is_import_attribute(name) and describe_imports(self):
            w_value = self.getdictvalue(name)
            if w_value is not None:
                return w_value
        raise space.name_error(
            space.w_AttributeError,
            self.why_missing(name),
            self,
            name,
        )

    def why_missing(self, name):
        """The message for an attribute that is not there."""
        w_modname = self.getdictvalue("__name__")
        if w_modname is None or not space.isinstance_w(w_modname, space.w_str):
            return "module has no attribute '%s'" % name
        modname = space.text_w(w_modname)
        w_spec = self.getdictvalue("__spec__")
        if space.is_initializing(w_spec):
            return (
                "partially initialized module '%s' has no attribute '%s' (most likely due to a "
                "circular import)" % (modname, name)
            )
        if w_spec is not None and w_spec is not space.w_None:
            w_names = space.findattr(w_spec, "_uninitialized_submodules")
            if w_names is not None and space.contains_w(w_names, space.newtext(name)):
                return (
                    "cannot access submodule '%s' of module '%s' (most likely due to a circular "
                    "import)" % (name, modname)
                )
        return "module '%s' has no attribute '%s'" % (modname, name)

    def descr_repr(self):
        # importlib knows how, once it is there
        w_bootstrap = space.dict_getitem_str(ec.w_modules, "importlib._bootstrap")
        if w_bootstrap is not None:
            w_function = space.findattr(w_bootstrap, "_module_repr")
            if w_function is not None:
                return space.call1(w_function, self)
        w_name = self.getdictvalue("__name__")
        name = "'?'"
        if w_name is not None:
            name = space.repr_w(w_name)
        w_file = self.getdictvalue("__file__")
        if w_file is not None and space.isinstance_w(w_file, space.w_str):
            return space.newtext("<module %s from %s>" % (name, space.repr_w(w_file)))
        return space.newtext("<module %s (built-in)>" % name)

    def descr_dir(self):
        w_dir = self.getdictvalue("__dir__")
        if w_dir is not None:
            return w_dir.call0()
        return space.newlist(space.unpackiterable(self.w_dict))

    def fget_dict(self):
        return self.w_dict

    def fget_annotations(self):
        w_value = self.getdictvalue("__annotations__")
        if w_value is None:
            w_value = space.newdict()
            self.setdictvalue("__annotations__", w_value)
        return w_value

    def fset_annotations(self, w_value):
        self.setdictvalue("__annotations__", w_value)

    def fdel_annotations(self):
        if not self.deldictvalue("__annotations__"):
            raise error.operr(space.w_AttributeError, "__annotations__")


W_ModuleUser = user_subclass(W_Module)
# a module keeps its attributes in its own dict, also as an instance of a subclass of ModuleType
for _name in ["getdict", "getdictvalue", "setdictvalue", "deldictvalue", "setdict"]:
    if _name in W_ModuleUser.__dict__:
        delattr(W_ModuleUser, _name)


def module_new(w_type, args):
    """types.ModuleType.__new__"""
    if w_type is space.w_module:
        return W_Module(space.newdict())
    w_obj = W_ModuleUser(space.newdict())
    w_obj.user_setup(w_type)
    return w_obj


def new_module(name):
    """A new module with the standard attributes but those that importlib gives it later."""
    w_module = W_Module(space.newdict())
    w_module.setdictvalue("__name__", space.newtext(name))
    w_module.setdictvalue("__doc__", space.w_None)
    w_module.setdictvalue("__package__", space.w_None)
    return w_module


def is_import_attribute(name):
    """Is it an attribute that modules have, or sys has, once importlib is there?"""
    return (
        name == "__spec__"
        or name == "__loader__"
        or name == "__cached__"
        or name == "meta_path"
        or name == "path_hooks"
    )


describe_imports = None  # may the module have got such attributes now? Set by module/importing.py


class W_SimpleNamespace(W_Root):
    """types.SimpleNamespace"""

    def __init__(self, w_dict):
        self.w_dict = w_dict

    def getdict(self):
        return self.w_dict

    def getdictvalue(self, name):
        return space.dict_getitem_str(self.w_dict, name)

    def setdictvalue(self, name, w_value):
        space.dict_setitem_str(self.w_dict, name, w_value)
        return True

    def deldictvalue(self, name):
        if space.dict_getitem_str(self.w_dict, name) is None:
            return False
        space.dict_delitem_str(self.w_dict, name)
        return True

    def descr_init(self, args):
        args.fixed("SimpleNamespace", 0, 0)
        if args.kwnames is not None:
            i = 0
            while i < len(args.kwnames):
                self.setdictvalue(args.kwnames[i], args.kwargs_w[i])
                i += 1

    def descr_repr(self):
        name = "namespace"
        if space.type(self) is not space.w_SimpleNamespace:
            name = space.type(self).name
        if not reprguard.enter(self):
            return space.newtext(name + "(...)")
        try:
            return space.newtext(name + self.show())
        finally:
            reprguard.leave(self)

    def show(self):
        """The attributes, for repr."""
        parts = []
        for w_key in space.unpackiterable(self.w_dict):
            w_value = space.getitem(self.w_dict, w_key)
            parts.append(space.str_w(w_key) + "=" + space.repr_w(w_value))
        return "(" + ", ".join(parts) + ")"

    def descr_eq(self, w_other):
        if isinstance(w_other, W_SimpleNamespace):
            return space.eq(self.w_dict, w_other.w_dict)
        return space.w_NotImplemented

    def descr_reduce(self):
        return space.newtuple([space.type(self), space.newtuple([]), self.w_dict])

    def fget_dict(self):
        return self.w_dict


W_SimpleNamespaceUser = user_subclass(W_SimpleNamespace)
for _name in ["getdict", "getdictvalue", "setdictvalue", "deldictvalue", "setdict"]:
    if _name in W_SimpleNamespaceUser.__dict__:
        delattr(W_SimpleNamespaceUser, _name)


def namespace_new(w_type, args):
    """SimpleNamespace.__new__"""
    if w_type is space.w_SimpleNamespace:
        return W_SimpleNamespace(space.newdict())
    w_obj = W_SimpleNamespaceUser(space.newdict())
    w_obj.user_setup(w_type)
    return w_obj


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import dictobject, namespace, reprguard  # noqa: E402

W_Module.typedef = TypeDef(
    "module",
    W_Module,
    new("cls, ...", module_new),
    method("__init__", W_Module.descr_init, "self, name, doc=None"),
    method("__getattribute__", W_Module.descr_getattribute, "self, name, /"),
    method("__repr__", W_Module.descr_repr, "self"),
    method("__dir__", W_Module.descr_dir, "self"),
    getset("__dict__", W_Module.fget_dict),
    getset(
        "__annotations__",
        W_Module.fget_annotations,
        W_Module.fset_annotations,
        W_Module.fdel_annotations,
    ),
    hasdict=True,
)
W_SimpleNamespace.typedef = TypeDef(
    "types.SimpleNamespace",
    W_SimpleNamespace,
    new("cls, ...", namespace_new),
    method("__init__", W_SimpleNamespace.descr_init, "self, ..."),
    method("__repr__", W_SimpleNamespace.descr_repr, "self"),
    method("__eq__", W_SimpleNamespace.descr_eq, "self, value, /"),
    method("__reduce__", W_SimpleNamespace.descr_reduce, "self"),
    getset("__dict__", W_SimpleNamespace.fget_dict),
    hasdict=True,
)
