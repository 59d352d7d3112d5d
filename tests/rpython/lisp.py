"""A Lisp: reader, environments, closures, evaluation."""

# run: "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1)))))) (fact 10)"
# run: "(define add (lambda (a) (lambda (b) (+ a b)))) ((add 3) 4) (quote (1 2 (3 four)))"
# run: "(define map (lambda (f l) (if (null? l) l (cons (f (car l)) (map f (cdr l)))))) (map (lambda (x) (* x x)) (quote (1 2 3 4)))"
# run: "(+ 1 undefined)"
# run: "(1 2"
# run: "(car 5)"


class LispError(Exception):
    def __init__(self, message):
        self.message = message


class Obj(object):
    def text(self):
        return "?"


class Int(Obj):
    def __init__(self, n):
        self.n = n

    def text(self):
        return "%d" % self.n


class Symbol(Obj):
    def __init__(self, name):
        self.name = name

    def text(self):
        return self.name


class Nil(Obj):
    def text(self):
        return "()"


class Pair(Obj):
    def __init__(self, car, cdr):
        self.car = car
        self.cdr = cdr

    def text(self):
        parts = []
        cell = self
        while isinstance(cell, Pair):
            parts.append(cell.car.text())
            cell = cell.cdr
        return "(" + " ".join(parts) + ")"


class Procedure(Obj):
    def apply(self, args):
        raise NotImplementedError

    def text(self):
        return "<procedure>"


class Lambda(Procedure):
    def __init__(self, names, body, env):
        self.names = names
        self.body = body
        self.env = env

    def apply(self, args):
        if len(args) != len(self.names):
            raise LispError("wrong number of arguments")
        env = Env(self.env)
        for i in range(len(args)):
            env.values[self.names[i]] = args[i]
        return evaluate(self.body, env)


class Builtin(Procedure):
    def __init__(self, function):
        self.function = function

    def apply(self, args):
        return self.function(args)


class Env(object):
    def __init__(self, parent):
        self.parent = parent
        self.values = {}

    def lookup(self, name):
        env = self
        while env is not None:
            if name in env.values:
                return env.values[name]
            env = env.parent
        raise LispError("unbound: " + name)


nil = Nil()
true = Symbol("#t")


def empty():
    return nil


def integer(w):
    if not isinstance(w, Int):
        raise LispError("not a number: " + w.text())
    return w.n


def pair(w):
    if not isinstance(w, Pair):
        raise LispError("not a pair: " + w.text())
    return w


def make_arithmetic(op):
    def builtin(args):
        result = integer(args[0])
        for i in range(1, len(args)):
            result = op(result, integer(args[i]))
        return Int(result)

    return builtin


def boolean(b):
    return true if b else nil


BUILTINS = {
    "+": Builtin(make_arithmetic(lambda a, b: a + b)),
    "-": Builtin(make_arithmetic(lambda a, b: a - b)),
    "*": Builtin(make_arithmetic(lambda a, b: a * b)),
    "<": Builtin(lambda args: boolean(integer(args[0]) < integer(args[1]))),
    "car": Builtin(lambda args: pair(args[0]).car),
    "cdr": Builtin(lambda args: pair(args[0]).cdr),
    "cons": Builtin(lambda args: Pair(args[0], args[1])),
    "null?": Builtin(lambda args: boolean(isinstance(args[0], Nil))),
}


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


class Reader(object):
    def __init__(self, tokens):
        self.tokens = tokens
        self.pos = 0

    def more(self):
        return self.pos < len(self.tokens)

    def next(self):
        if not self.more():
            raise LispError("unexpected end")
        self.pos += 1
        return self.tokens[self.pos - 1]

    def read(self):
        token = self.next()
        if token == "(":
            items = []
            while self.more() and self.tokens[self.pos] != ")":
                items.append(self.read())
            self.next()
            result = empty()
            for i in range(len(items) - 1, -1, -1):
                result = Pair(items[i], result)
            return result
        try:
            return Int(int(token))
        except ValueError:
            return Symbol(token)


def to_list(w):
    items = []
    while isinstance(w, Pair):
        items.append(w.car)
        w = w.cdr
    return items


def evaluate(w, env):
    if isinstance(w, Symbol):
        return env.lookup(w.name)
    if not isinstance(w, Pair):
        return w
    head = w.car
    items = to_list(w)
    if isinstance(head, Symbol):
        name = head.name
        if name == "quote":
            return items[1]
        if name == "if":
            test = evaluate(items[1], env)
            return evaluate(items[3] if isinstance(test, Nil) else items[2], env)
        if name == "define":
            symbol = items[1]
            assert isinstance(symbol, Symbol)
            env.values[symbol.name] = evaluate(items[2], env)
            return symbol
        if name == "lambda":
            names = []
            for symbol in to_list(items[1]):
                assert isinstance(symbol, Symbol)
                names.append(symbol.name)
            return Lambda(names, items[2], env)
    function = evaluate(head, env)
    if not isinstance(function, Procedure):
        raise LispError("not a procedure: " + function.text())
    return function.apply([evaluate(items[i], env) for i in range(1, len(items))])


def entry_point(argv):
    env = Env(None)
    for name, function in BUILTINS.items():
        env.values[name] = function
    reader = Reader(tokenize(argv[1]))
    try:
        while reader.more():
            print(evaluate(reader.read(), env).text())
    except LispError as e:
        print("error:", e.message)
        return 1
    return 0


def target(driver, args):
    return entry_point, None
