"""Every method of strings that RPython has."""

# run: "The quick brown fox jumps over the lazy dog"
# run: "a,b,,c" ","
# run: ""


def show(items):
    print("[" + "|".join(items) + "]", len(items))


def caesar(s, n):
    chars = []
    for c in s:
        if "a" <= c <= "z":
            c = chr((ord(c) - ord("a") + n) % 26 + ord("a"))
        elif c.isupper():
            c = chr((ord(c) - ord("A") + n) % 26 + ord("A"))
        chars.append(c)
    return "".join(chars)


def is_palindrome(s):
    i = 0
    j = len(s) - 1
    while i < j:
        if s[i] != s[j]:
            return False
        i += 1
        j -= 1
    return True


def entry_point(argv):
    s = argv[1]
    sep = argv[2] if len(argv) > 2 else " "
    show(s.split(sep))
    show(s.split(sep, 1))
    show(s.rsplit(sep, 1))
    show(s.split())
    show("one\ntwo\r\nthree\n".splitlines())
    print(s.upper(), s.lower(), len(s), s * 2, s + "!" + s)
    print(s.find("o"), s.rfind("o"), s.find("quick"), s.find("zzz"), s.find("o", 15), s.count("o"))
    print(s.find("e", 3, 30), s.rfind("e", 0, 10), s.count("e", 5), s.find(""))
    print(s.startswith("The"), s.endswith("dog"), s.startswith("q", 4), "fox" in s, "x" not in s)
    print(
        s.replace("o", "0"),
        s.replace("quick", "slow"),
        s.replace("", "-")[:9],
        s.replace("o", "", 2),
    )
    print("[" + "  pad ".strip() + "][" + "xxpadyy".lstrip("x") + "][" + "padyy".rstrip("y") + "]")
    print("[" + " \t left".lstrip() + "][" + "right \n".rstrip() + "][" + "abcba".strip("ab") + "]")
    print(
        "abc".isalpha(), "12".isdigit(), "a1".isalnum(), " ".isspace(), "A".isupper(), "a".islower()
    )
    print("abc" < "abd", "abc" == "ab" + "c", "b" > "abc", "" < "a", "a" <= "a", "Z" != "z")
    print(s[0:3], s[4:], s[:-1], s[2:100], s[-3:], "x" + s[5:2] + "x")
    print(",".join(["a", "b", "c"]), "".join([]), "-".join([s]), "".join(list("chars")))
    print("%s is %d%% of %s, %c" % ("this", 50, "that", "!"), "%5s|%-5s|" % ("ab", "cd"))
    print(caesar(s, 3), caesar(caesar(s, 3), 23) == s)
    print(is_palindrome("level"), is_palindrome(s), is_palindrome(""))
    print("abc".center(9, "*"), "abc".ljust(6) + "|", "abc".rjust(6), "42".zfill(5))
    print("key=value".partition("=")[2], "a.b.c".rpartition(".")[0])
    print("hello world".title(), "hello".capitalize(), "Hello".swapcase())
    if len(s) > 0:
        print(s[0], s[-1], ord(s[0]), chr(ord(s[0]) + 1), s[0] == "T", s[0] in "aeiouT")
    try:
        print(s[len(argv) + 100])
    except IndexError:
        print("no such character")
    total = 0
    for i, c in enumerate(s):
        total = (total * 31 + ord(c) * (i + 1)) & 0xFFFF
    print(total)
    return total & 31


def target(driver, args):
    return entry_point, None
