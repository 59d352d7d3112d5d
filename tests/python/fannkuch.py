# args: 6
"""Pancake flips over every order of n: list slicing, rotation, small-int loops."""
import sys


def orders(n):
    """Every permutation of 0..n-1, each one list rotation away from the last, with its parity."""
    deck = list(range(n))
    left = list(range(1, n + 1))      # rotations left at each width
    odd = False
    while True:
        yield deck, odd
        odd = not odd
        width = 1
        while True:
            if width == n:
                return
            deck.insert(width, deck.pop(0))
            left[width] -= 1
            if left[width]:
                break
            left[width] = width + 1
            width += 1


def flips(deck):
    if not deck[0]:
        return 0
    pile = deck[:]
    n = 0
    top = pile[0]
    while top:
        pile[:top + 1] = pile[top::-1]
        n += 1
        top = pile[0]
    return n


def main(n):
    most = check = 0
    for deck, odd in orders(n):
        k = flips(deck)
        if k > most:
            most = k
        check += -k if odd else k
    print('fannkuch', n, most, check)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
