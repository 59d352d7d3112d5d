"""Rows of the language table: other programs, shared libraries, signals. The graph interpreter has none of them."""

import os

from rpython.rlib import rdynload, rfile, rsignal
from rpython.rtyper.lltypesystem import lltype, rffi

# run: 7
# skip: interpret

LABS = lltype.Ptr(lltype.FuncType([rffi.LONG], rffi.LONG))


# row: lib.popen
def programs(n):
    f = rfile.create_popen_file("echo one; echo two %d; exit 3" % n, "r")
    print(f.readline().strip(), f.read().strip())
    print(f.close() >> 8)


# row: lib.rdynload
def libraries(n):
    handle = rdynload.dlopen("libc.so.6")
    address = rdynload.dlsym(handle, "labs")
    labs = rffi.cast(LABS, address)
    print(labs(-n), bool(labs))
    try:
        rdynload.dlsym(handle, "no_such_function_anywhere")
    except KeyError:
        print("no symbol")
    try:
        rdynload.dlopen("no_such_library.so")
    except rdynload.DLOpenError as e:
        print(e.msg)


# row: lib.rsignal
def signals():
    rsignal.pypysig_ignore(rsignal.SIGUSR1)
    os.kill(os.getpid(), rsignal.SIGUSR1)
    print("SIGINT" in rsignal.signal_names, rsignal.pypysig_poll())
    rsignal.pypysig_setflag(rsignal.SIGUSR1)
    os.kill(os.getpid(), rsignal.SIGUSR1)
    print(rsignal.pypysig_poll(), rsignal.pypysig_poll())
    rsignal.pypysig_default(rsignal.SIGUSR1)


def entry_point(argv):
    programs(int(argv[1]))
    libraries(int(argv[1]))
    signals()
    return 0


def target(driver, args):
    return entry_point, None
