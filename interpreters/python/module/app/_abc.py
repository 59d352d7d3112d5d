"""What abc needs: registration and the subclass test of abstract base classes."""

_counter = 0


class _Data:
    """Of one abstract base class: registered classes, known answers."""

    __slots__ = ("registry", "cache", "negative", "version")

    def __init__(self):
        self.registry = []
        self.cache = {}
        self.negative = {}
        self.version = _counter


_data = {}


def get_cache_token():
    """Changes with every registration."""
    return _counter


def _abc_init(cls):
    """Find the abstract methods; called by ABCMeta.__new__."""
    abstracts = set()
    for name, value in cls.__dict__.items():
        if getattr(value, "__isabstractmethod__", False):
            abstracts.add(name)
    for base in cls.__bases__:
        for name in getattr(base, "__abstractmethods__", ()):
            if getattr(getattr(cls, name, None), "__isabstractmethod__", False):
                abstracts.add(name)
    cls.__abstractmethods__ = frozenset(abstracts)
    _data[cls] = _Data()


def _abc_register(cls, subclass):
    """cls.register(subclass)"""
    global _counter
    if not isinstance(subclass, type):
        raise TypeError("Can only register classes")
    if issubclass(subclass, cls):
        return subclass
    if issubclass(cls, subclass):
        raise RuntimeError("Refusing to create an inheritance cycle")
    _data[cls].registry.append(subclass)
    _counter += 1
    return subclass


def _abc_instancecheck(cls, instance):
    """isinstance(instance, cls)"""
    subclass = instance.__class__
    data = _data[cls]
    if subclass in data.cache:
        return True
    real = type(instance)
    if real is subclass:
        if data.version == _counter and subclass in data.negative:
            return False
        return cls.__subclasscheck__(subclass)
    return cls.__subclasscheck__(subclass) or cls.__subclasscheck__(real)


def _abc_subclasscheck(cls, subclass):
    """issubclass(subclass, cls)"""
    if not isinstance(subclass, type):
        raise TypeError("issubclass() arg 1 must be a class")
    data = _data[cls]
    if subclass in data.cache:
        return True
    if data.version != _counter:
        data.negative = {}
        data.version = _counter
    elif subclass in data.negative:
        return False
    answer = cls.__subclasshook__(subclass)
    if answer is NotImplemented:
        answer = _is_subclass(cls, subclass, data)
    elif not isinstance(answer, bool):
        raise AssertionError("__subclasshook__ must return either False, True, or NotImplemented")
    if answer:
        data.cache[subclass] = True
    else:
        data.negative[subclass] = True
    return answer


def _is_subclass(cls, subclass, data):
    if cls in getattr(subclass, "__mro__", ()):
        return True
    for other in data.registry:
        if issubclass(subclass, other):
            return True
    for other in type.__subclasses__(cls):
        if issubclass(subclass, other):
            return True
    return False


def _reset_registry(cls):
    _data[cls].registry = []


def _reset_caches(cls):
    _data[cls].cache = {}
    _data[cls].negative = {}


def _get_dump(cls):
    data = _data[cls]
    return set(data.registry), set(data.cache), set(data.negative), data.version
