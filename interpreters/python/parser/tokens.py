"""Kinds of tokens: numbers for names, literals, every operator and every keyword."""

ENDMARKER = 0
NEWLINE = 1
INDENT = 2
DEDENT = 3
NAME = 4
NUMBER = 5
STRING = 6

LPAR = 10
RPAR = 11
LSQB = 12
RSQB = 13
LBRACE = 14
RBRACE = 15
COLON = 16
COMMA = 17
SEMI = 18
PLUS = 19
MINUS = 20
STAR = 21
SLASH = 22
VBAR = 23
AMPER = 24
LESS = 25
GREATER = 26
EQUAL = 27
DOT = 28
PERCENT = 29
EQEQUAL = 30
NOTEQUAL = 31
LESSEQUAL = 32
GREATEREQUAL = 33
TILDE = 34
CIRCUMFLEX = 35
LEFTSHIFT = 36
RIGHTSHIFT = 37
DOUBLESTAR = 38
DOUBLESLASH = 39
AT = 40
RARROW = 41
ELLIPSIS = 42
COLONEQUAL = 43
# augmented assignments
PLUSEQUAL = 44
MINEQUAL = 45
STAREQUAL = 46
SLASHEQUAL = 47
PERCENTEQUAL = 48
AMPEREQUAL = 49
VBAREQUAL = 50
CIRCUMFLEXEQUAL = 51
LEFTSHIFTEQUAL = 52
RIGHTSHIFTEQUAL = 53
DOUBLESTAREQUAL = 54
DOUBLESLASHEQUAL = 55
ATEQUAL = 56

KW_FALSE = 60
KW_NONE = 61
KW_TRUE = 62
KW_AND = 63
KW_AS = 64
KW_ASSERT = 65
KW_ASYNC = 66
KW_AWAIT = 67
KW_BREAK = 68
KW_CLASS = 69
KW_CONTINUE = 70
KW_DEF = 71
KW_DEL = 72
KW_ELIF = 73
KW_ELSE = 74
KW_EXCEPT = 75
KW_FINALLY = 76
KW_FOR = 77
KW_FROM = 78
KW_GLOBAL = 79
KW_IF = 80
KW_IMPORT = 81
KW_IN = 82
KW_IS = 83
KW_LAMBDA = 84
KW_NONLOCAL = 85
KW_NOT = 86
KW_OR = 87
KW_PASS = 88
KW_RAISE = 89
KW_RETURN = 90
KW_TRY = 91
KW_WHILE = 92
KW_WITH = 93
KW_YIELD = 94
FIRST_KEYWORD = KW_FALSE

operators = {
    "(": LPAR,
    ")": RPAR,
    "[": LSQB,
    "]": RSQB,
    "{": LBRACE,
    "}": RBRACE,
    ":": COLON,
    ",": COMMA,
    ";": SEMI,
    "+": PLUS,
    "-": MINUS,
    "*": STAR,
    "/": SLASH,
    "|": VBAR,
    "&": AMPER,
    "<": LESS,
    ">": GREATER,
    "=": EQUAL,
    ".": DOT,
    "%": PERCENT,
    "==": EQEQUAL,
    "!=": NOTEQUAL,
    "<=": LESSEQUAL,
    ">=": GREATEREQUAL,
    "~": TILDE,
    "^": CIRCUMFLEX,
    "<<": LEFTSHIFT,
    ">>": RIGHTSHIFT,
    "**": DOUBLESTAR,
    "//": DOUBLESLASH,
    "@": AT,
    "->": RARROW,
    "...": ELLIPSIS,
    ":=": COLONEQUAL,
    "+=": PLUSEQUAL,
    "-=": MINEQUAL,
    "*=": STAREQUAL,
    "/=": SLASHEQUAL,
    "%=": PERCENTEQUAL,
    "&=": AMPEREQUAL,
    "|=": VBAREQUAL,
    "^=": CIRCUMFLEXEQUAL,
    "<<=": LEFTSHIFTEQUAL,
    ">>=": RIGHTSHIFTEQUAL,
    "**=": DOUBLESTAREQUAL,
    "//=": DOUBLESLASHEQUAL,
    "@=": ATEQUAL,
}

keywords = {
    "False": KW_FALSE,
    "None": KW_NONE,
    "True": KW_TRUE,
    "and": KW_AND,
    "as": KW_AS,
    "assert": KW_ASSERT,
    "async": KW_ASYNC,
    "await": KW_AWAIT,
    "break": KW_BREAK,
    "class": KW_CLASS,
    "continue": KW_CONTINUE,
    "def": KW_DEF,
    "del": KW_DEL,
    "elif": KW_ELIF,
    "else": KW_ELSE,
    "except": KW_EXCEPT,
    "finally": KW_FINALLY,
    "for": KW_FOR,
    "from": KW_FROM,
    "global": KW_GLOBAL,
    "if": KW_IF,
    "import": KW_IMPORT,
    "in": KW_IN,
    "is": KW_IS,
    "lambda": KW_LAMBDA,
    "nonlocal": KW_NONLOCAL,
    "not": KW_NOT,
    "or": KW_OR,
    "pass": KW_PASS,
    "raise": KW_RAISE,
    "return": KW_RETURN,
    "try": KW_TRY,
    "while": KW_WHILE,
    "with": KW_WITH,
    "yield": KW_YIELD,
}


class Token(object):
    """A token: source[start:end]; ``text`` is that slice for names and literals, else ""."""

    _immutable_fields_ = ["kind", "text", "start", "end", "lineno", "col", "end_lineno", "end_col"]

    def __init__(self, kind, text, start, end, lineno, col, end_lineno, end_col):
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.lineno = lineno
        self.col = col
        self.end_lineno = end_lineno
        self.end_col = end_col
