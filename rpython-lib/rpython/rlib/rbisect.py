"""Binary search in sorted lists."""


def bisect_left(a, x, hi=-1):
    """The first position where x can be inserted in a[:hi]."""
    lo = 0
    if hi < 0:
        hi = len(a)
    while lo < hi:
        mid = (lo + hi) >> 1
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo


def bisect_right(a, x, hi=-1):
    """The last position where x can be inserted in a[:hi]."""
    lo = 0
    if hi < 0:
        hi = len(a)
    while lo < hi:
        mid = (lo + hi) >> 1
        if x < a[mid]:
            hi = mid
        else:
            lo = mid + 1
    return lo
