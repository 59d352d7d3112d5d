"""A tokenizer, a precedence parser and an evaluator for arithmetic."""

# run: "1 + 2 * 3 - 4 / 2"
# run: "(1 + 2) * -3 ^ 2"
# run: "x = 5; y = x * 2 + 1; y % 4"
# run: "2 ^ 3 ^ 2 + sqrt(16) + max(3, 7)"
# run: "1 +"
# run: "1 / 0"
# run: "foo(1)"
# run: "3 $ 4"

import math


class CalcError(Exception):
    def __init__(self, text):
        self.text = text


class Token(object):
    def __init__(self, kind, text, value=0.0):
        self.kind = kind
        self.text = text
        self.value = value


def tokenize(s):
    tokens = []
    i = 0
    while i < len(s):
        c = s[i]
        if c == " ":
            i += 1
        elif c.isdigit():
            start = i
            while i < len(s) and (s[i].isdigit() or s[i] == "."):
                i += 1
            tokens.append(Token("number", s[start:i], float(s[start:i])))
        elif c.isalpha():
            start = i
            while i < len(s) and s[i].isalnum():
                i += 1
            tokens.append(Token("name", s[start:i]))
        elif c in "+-*/%^()=,;":
            tokens.append(Token(c, c))
            i += 1
        else:
            raise CalcError("bad character " + c)
    tokens.append(Token("end", ""))
    return tokens


PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 3}


class Calculator(object):
    def __init__(self):
        self.variables = {"pi": 3.14159}
        self.tokens = []
        self.pos = 0

    def peek(self):
        return self.tokens[self.pos].kind

    def take(self):
        self.pos += 1
        return self.tokens[self.pos - 1]

    def expect(self, kind):
        token = self.take()
        if token.kind != kind:
            raise CalcError("expected " + kind + ", got " + (token.text or "the end"))
        return token

    def run(self, s):
        self.tokens = tokenize(s)
        self.pos = 0
        result = self.statement()
        while self.peek() == ";":
            self.take()
            result = self.statement()
        self.expect("end")
        return result

    def statement(self):
        if self.peek() == "name" and self.tokens[self.pos + 1].kind == "=":
            name = self.take().text
            self.take()
            value = self.expression(1)
            self.variables[name] = value
            return value
        return self.expression(1)

    def expression(self, level):
        left = self.unary()
        while True:
            op = self.peek()
            precedence = PRECEDENCE.get(op, 0)
            if precedence < level or precedence == 0:
                return left
            self.take()
            right = self.expression(precedence if op == "^" else precedence + 1)
            left = self.apply(op, left, right)

    def unary(self):
        if self.peek() == "-":
            self.take()
            return -self.unary()
        return self.atom()

    def atom(self):
        token = self.take()
        if token.kind == "number":
            return token.value
        if token.kind == "(":
            value = self.expression(1)
            self.expect(")")
            return value
        if token.kind == "name":
            if self.peek() == "(":
                return self.call(token.text)
            if token.text not in self.variables:
                raise CalcError("unknown name " + token.text)
            return self.variables[token.text]
        raise CalcError("unexpected " + (token.text or "end"))

    def call(self, name):
        self.take()
        args = [self.expression(1)]
        while self.peek() == ",":
            self.take()
            args.append(self.expression(1))
        self.expect(")")
        if name == "sqrt" and len(args) == 1:
            return math.sqrt(args[0])
        if name == "max":
            best = args[0]
            for x in args:
                best = max(best, x)
            return best
        raise CalcError("unknown function " + name)

    def apply(self, op, a, b):
        if op == "+":
            return a + b
        elif op == "-":
            return a - b
        elif op == "*":
            return a * b
        elif op == "/":
            if b == 0.0:
                raise CalcError("division by zero")
            return a / b
        elif op == "%":
            return math.fmod(a, b)
        return math.pow(a, b)


def entry_point(argv):
    calculator = Calculator()
    try:
        print(calculator.run(argv[1]))
    except CalcError as e:
        print("error:", e.text)
        return 1
    return 0


def target(driver, args):
    return entry_point, None
