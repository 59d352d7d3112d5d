# types.GenericAlias
import copy
import pickle
import types
from typing import Generic, List, TypeVar

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
x = dict[K, list[V]]
print(
    x.__parameters__,
    x[str, int],
    list[T][int],
    tuple[int, ...],
    list[int] == list[int],
    hash(list[int]) == hash(list[int]),
)
print([*tuple[int, str]], (*tuple[int],)[0].__unpacked__)
print(pickle.loads(pickle.dumps(list[int])), copy.deepcopy(list[T]))
try:
    list[int][str]
except TypeError as e:
    print(e)
try:
    isinstance([], list[int])
except TypeError as e:
    print(e)


class L(list[int]):
    pass


print(L.__mro__, L.__orig_bases__, list[int].append, list[int]([1]))
print(int | list[str], (list[T] | None)[int] if hasattr(types.UnionType, "__getitem__") else "")


class A(Generic[T]):
    def f(self):
        return 1


print(A[int]().f(), A[int], List[int])
print("__origin__" in dir(list[int]), list[int].__class__, list[int].__doc__ == list.__doc__)
