"""The instructions of compiled patterns, numbered as the library's re._constants numbers them."""

MAGIC = 20220615
MAXREPEAT = 0xFFFFFFFF
MAXGROUPS = 1073741823

(
    FAILURE,
    SUCCESS,
    ANY,
    ANY_ALL,
    ASSERT,
    ASSERT_NOT,
    AT,
    BRANCH,
    CATEGORY,
    CHARSET,
    BIGCHARSET,
    GROUPREF,
    GROUPREF_EXISTS,
    IN,
    INFO,
    JUMP,
    LITERAL,
    MARK,
    MAX_UNTIL,
    MIN_UNTIL,
    NOT_LITERAL,
    NEGATE,
    RANGE,
    REPEAT,
    REPEAT_ONE,
    SUBPATTERN,
    MIN_REPEAT_ONE,
    ATOMIC_GROUP,
    POSSESSIVE_REPEAT,
    POSSESSIVE_REPEAT_ONE,
    GROUPREF_IGNORE,
    IN_IGNORE,
    LITERAL_IGNORE,
    NOT_LITERAL_IGNORE,
    GROUPREF_LOC_IGNORE,
    IN_LOC_IGNORE,
    LITERAL_LOC_IGNORE,
    NOT_LITERAL_LOC_IGNORE,
    GROUPREF_UNI_IGNORE,
    IN_UNI_IGNORE,
    LITERAL_UNI_IGNORE,
    NOT_LITERAL_UNI_IGNORE,
    RANGE_UNI_IGNORE,
) = range(43)

# positions (argument of AT)
(
    AT_BEGINNING,
    AT_BEGINNING_LINE,
    AT_BEGINNING_STRING,
    AT_BOUNDARY,
    AT_NON_BOUNDARY,
    AT_END,
    AT_END_LINE,
    AT_END_STRING,
    AT_LOC_BOUNDARY,
    AT_LOC_NON_BOUNDARY,
    AT_UNI_BOUNDARY,
    AT_UNI_NON_BOUNDARY,
) = range(12)

# categories; an odd number is the complement of the even one before it
(
    CATEGORY_DIGIT,
    CATEGORY_NOT_DIGIT,
    CATEGORY_SPACE,
    CATEGORY_NOT_SPACE,
    CATEGORY_WORD,
    CATEGORY_NOT_WORD,
    CATEGORY_LINEBREAK,
    CATEGORY_NOT_LINEBREAK,
    CATEGORY_LOC_WORD,
    CATEGORY_LOC_NOT_WORD,
    CATEGORY_UNI_DIGIT,
    CATEGORY_UNI_NOT_DIGIT,
    CATEGORY_UNI_SPACE,
    CATEGORY_UNI_NOT_SPACE,
    CATEGORY_UNI_WORD,
    CATEGORY_UNI_NOT_WORD,
    CATEGORY_UNI_LINEBREAK,
    CATEGORY_UNI_NOT_LINEBREAK,
) = range(18)

INFO_PREFIX = 1
INFO_LITERAL = 2
INFO_CHARSET = 4

FLAG_IGNORECASE = 2
FLAG_LOCALE = 4
FLAG_MULTILINE = 8
FLAG_DOTALL = 16
FLAG_UNICODE = 32
FLAG_VERBOSE = 64
FLAG_DEBUG = 128
FLAG_ASCII = 256

# the names of the original's library
for _name, _value in list(globals().items()):
    if (
        isinstance(_value, int)
        and _name.isupper()
        and not _name.startswith(("AT_", "CATEGORY_", "INFO_", "FLAG_", "MA"))
    ):
        globals()["OPCODE_" + _name] = _value
V37 = True
