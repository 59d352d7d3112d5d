import io
import sys
import time

path = __file__ + '.tmp'
with open(path, 'w') as f:
    print('one', 'two', file=f)
    f.write('h\u00e9\u4e16\n')
    f.writelines(['a\n', 'b'])
with open(path) as f:
    print(f.read(4), repr(f.readline()), f.readlines(), f.closed)
print(f.closed, [line for line in open(path)])
with open(path, 'rb') as f:
    print(f.read(10), f.tell(), f.seek(-1, 2), f.read())
with open(path, 'ab') as f:
    f.write(b'\r\nz')
print(open(path, newline='').read().encode(), open(path, encoding='latin-1').read(9))
for bad in (lambda: open(path + 'x'), lambda: open(path, 'q'), lambda: f.write(b''), lambda: open('.', 'w')):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, isinstance(e, OSError) and e.errno)
s = io.StringIO()
print('a', 1, file=s)
s.write('b')
print(repr(s.getvalue()), s.tell(), s.seek(0), list(s))
b = io.BytesIO(b'xyz')
print(b.read(2), b.read(), b.seek(1), b.write(b'Q'), b.getvalue())
print(sys.version_info[:2], sys.maxsize, sys.byteorder, sys.argv[1:], sys.intern('abc'), sys.exc_info())
print(sys.version_info >= (3, 8), sys.version_info.major, sys.getrecursionlimit(), sys.float_info.max)
print(time.gmtime(86400 * 365)[:6], time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(0)), time.time() > 1e9)
t = time.perf_counter()
print(time.perf_counter() >= t, time.perf_counter_ns() > 0)
print(__import__('collections.abc').__name__, __import__('math').pi)
try:
    import no_such_module
except ImportError as e:
    print(type(e).__name__, e, e.name)
