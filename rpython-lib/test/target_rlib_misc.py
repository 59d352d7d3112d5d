"""A program that calls the smaller modules of rlib; see target_rlib.py."""

from rpython.rlib import rbisect, rerased, rfile, rfloat, rmd5, rposix, rrandom, rsha, rtimer
from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rstruct import ieee
from rpython.rlib.rstruct.runpack import runpack


def say(text):
    rposix.write(1, text + "\n")


class Strategy(object):
    def get(self, storage, i):
        raise NotImplementedError


class IntStrategy(Strategy):
    erase, unerase = rerased.new_static_erasing_pair("ints")

    def get(self, storage, i):
        return "%d" % self.unerase(storage)[i]


class TextStrategy(Strategy):
    erase, unerase = rerased.new_static_erasing_pair("texts")

    def get(self, storage, i):
        return self.unerase(storage)[i]


def strategies():
    ints = IntStrategy()
    texts = TextStrategy()
    for i in range(2):
        if i == 0:
            strategy = ints
            storage = ints.erase([10, 20])
        else:
            strategy = texts
            storage = texts.erase(["a", "b"])
        say(strategy.get(storage, 1))


def numbers():
    random = rrandom.Random(r_uint(42))
    random.init_by_array([r_uint(12345)])
    say("%d" % intmask(random.genrand32()))
    say(rfloat.float_to_str(random.random()))
    random.jumpahead(r_uint(100))
    say(rfloat.float_to_str(random.random()))
    say("%d %d" % (rbisect.bisect_left([1, 2, 2, 5], 2), rbisect.bisect_right([1, 2, 2, 5], 2)))
    say("%s" % (rtimer.read_timestamp() > 0))
    for size in [2, 4, 8]:
        s = ieee.pack_float_to_str(1.1, size, True)
        say(rmd5.hexdigits(s) + " " + rfloat.float_to_str(ieee.unpack_float(s, True)))
    a, b, c = runpack("<hBi", "\xfe\xff\x07\x01\x00\x00\x80")
    say("%d %d %d" % (a, b, c))
    say("%d" % runpack(">i", "\x00\x00\x01\x00"))


def digests():
    m = rmd5.new("hello")
    s = rsha.new("hello")
    for i in range(20):
        m.update("%d" % i)
        s.update("%d" % i)
    say(m.hexdigest())
    say(s.hexdigest())


def files(path):
    f = rfile.create_file(path, "w")
    f.write("one\ntwo\n")
    f.close()
    f = rfile.create_file(path)
    say(f.readline(2))
    say(f.read())
    say("%d" % f.tell())
    f.close()
    try:
        f.read()
    except ValueError:
        say("closed")
    rposix.unlink(path)


def entry_point(argv):
    strategies()
    numbers()
    digests()
    if len(argv) > 1:
        files(argv[1])
    return 0


def target(driver, args):
    return entry_point, None


if __name__ == "__main__":
    import sys

    entry_point(sys.argv)
