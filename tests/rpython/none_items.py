# None is used as a list, a dict, text or something to call; nothing comes of it. (The host calls that a TypeError.)
# run: length
# run: text_length
# run: dict_length
# run: item
# run: text_item
# run: dict_item
# run: loop
# run: text_loop
# run: contains
# run: slice
# run: store
# run: object_length
# run: object_item
# run: object_call
# fatal: AttributeError TypeError


class Box(object):
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return 4

    def __call__(self):
        return 5


class Holder(object):
    def __init__(self):
        self.items = None
        self.text = None
        self.table = None
        self.box = None


def holder(n):
    h = Holder()
    if n > 90:
        h.items = [n]
        h.text = "text"
        h.table = {"a": n}
        h.box = Box()
    return h


def use(h, how):
    if how == "length":
        len(h.items)
    elif how == "text_length":
        len(h.text)
    elif how == "dict_length":
        len(h.table)
    elif how == "item":
        h.items[0]
    elif how == "text_item":
        h.text[0]
    elif how == "dict_item":
        h.table["a"]
    elif how == "loop":
        for _ in h.items:
            pass
    elif how == "text_loop":
        for _ in h.text:
            pass
    elif how == "contains":
        3 in h.items
    elif how == "slice":
        h.items[1:]
    elif how == "store":
        h.items[0] = 3
    elif how == "object_length":
        print(len(h.box))
    elif how == "object_item":
        print(h.box[2])
    elif how == "object_call":
        print(h.box())


def entry_point(argv):
    h = holder(len(argv))
    print("begin", argv[1])
    use(h, argv[1])
    print("went on")
    return 0


def target(driver, args):
    return entry_point, None
