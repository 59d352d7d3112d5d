# args: --check-annotations check_annotations.py -o OUT/program
"""PEP 484 annotations that are not true."""

# row: refuse.annotation-mismatch

from typing import List, Optional


class Animal(object):
    def __init__(self, name: str) -> None:
        self.name = name


class Cat(Animal):
    pass


def find(animals: "List[Animal]", name: str) -> Animal:
    for animal in animals:
        if animal.name == name:
            return animal
    return None


def right(animals: list, name: str, n: float = 1) -> Optional[Animal]:
    return find(animals, name)


def total(counts: "dict[str, str]", more: bool) -> int:
    result = 0
    for name in counts:
        result += counts[name]
    return result


def entry_point(argv: List[str]) -> int:
    print(right([Animal(argv[0]), Cat("c")], "c") is None)
    return total({argv[0]: 1, "b": len(argv)}, len(argv) > 1)


def target(driver, args):
    return entry_point, None
