"""Codecs of East Asian character sets, and SimpleQueue."""

import codecs
import io
import queue
import threading

TEXT = "abc \u3042\u3044\u6f22\u5b57 xyz\n"
SETS = {
    "shift_jis": TEXT,
    "cp932": TEXT,
    "euc_jp": TEXT,
    "iso2022_jp": TEXT,
    "gb2312": "abc \u4e2d\u6587\n",
    "gbk": "abc \u4e2d\u6587\u7e41\n",
    "gb18030": "abc \u4e2d\u6587 \U0001f600\n",
    "big5": "abc \u4e2d\u6587\n",
    "cp950": "abc \u4e2d\u6587\n",
    "euc_kr": "abc \ud55c\uae00\n",
    "cp949": "abc \ud55c\uae00\ub620\n",
}
for name, text in SETS.items():
    data = text.encode(name)
    print(name, data, data.decode(name) == text, codecs.lookup(name).name)
    print(("a\u20b0b" + text).encode(name, "replace"), "\u20b0".encode(name, "xmlcharrefreplace"))
    decoder = codecs.getincrementaldecoder(name)()
    print("".join(decoder.decode(data[i : i + 1]) for i in range(len(data))) == text)
    print(io.TextIOWrapper(io.BytesIO(data * 3), name).read() == text * 3)
    print(codecs.getreader(name)(io.BytesIO(data)).read() == text)
    if name == "cp932":
        continue  # some private characters are taken for errors
    for bad in (data[:-4] + b"\xff\n", "\u0e01"):
        try:
            print(bad.decode(name) if isinstance(bad, bytes) else bad.encode(name))
        except UnicodeError as e:
            print(type(e).__name__, e)
print("a\\~b".encode("shift_jis"), b"a\\~b".decode("shift_jis"), b"a\xb1".decode("shift_jis"))
print(b"\x83".decode("shift_jis", "replace"), b"ab\x83".decode("shift_jis", "ignore"))

q = queue.SimpleQueue()
got = []
readers = [threading.Thread(target=lambda: got.extend(q.get() for _ in range(50))) for _ in range(4)]
for t in readers:
    t.start()
for i in range(200):
    q.put(i)
for t in readers:
    t.join()
print(sorted(got) == list(range(200)), q.empty(), q.qsize())
for call in (q.get_nowait, lambda: q.get(timeout=0.01), lambda: q.get(timeout=-1)):
    try:
        call()
    except (queue.Empty, ValueError) as e:
        print(type(e).__name__, e)
