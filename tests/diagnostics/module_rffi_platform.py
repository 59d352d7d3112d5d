"""Facts of the C compiler."""

# row: lib.rffi-platform

from rpython.rtyper.tool import rffi_platform


def entry_point(argv):
    print(rffi_platform)
    return 0


def target(driver, args):
    return entry_point, None
