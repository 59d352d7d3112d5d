"""Rows of the language table: regular expressions."""

# run: hello12
# run: Q

from rpython.rlib.rsre import rsre_core, rsre_re

WORD = rsre_re.compile(r"([a-z]+)(\d*)", rsre_re.IGNORECASE)
SPACE = rsre_re.compile(r"\s*,\s*")
NAMED = rsre_re.compile(r"(?P<key>\w+)=(?P<value>[^;]*)(;|$)")


# row: lib.rsre
def entry_point(argv):
    s = argv[1]
    m = WORD.match(s)
    if m is not None:
        print(m.group(0), m.group(1), m.group(2), m.start(), m.end(2), len(m.groups()))
    m = WORD.search("--" + s)
    if m is not None:
        print(m.span()[0], m.span()[1])
    print(SPACE.split("a , b,c  ,d"), SPACE.sub("|", "x, y ,z"), SPACE.findall("a , b,c"))
    for m in NAMED.finditer("one=1;two=22"):
        print(m.named("key"), m.named("value"))
    print(WORD.fullmatch(s) is None, rsre_re.search("l+", s) is None)
    ctx = rsre_core.StrMatchContext(s, 1, len(s))
    if rsre_core.search_context(ctx, WORD.code):
        print(ctx.match_start, ctx.match_end, ctx.get_mark(0), ctx.flatten_marks())
    return 0


def target(driver, args):
    return entry_point, None
