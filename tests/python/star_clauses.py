"""What may leave an except* clause: exceptions only."""

CLAUSE = """
def f():
    for i in [1]:
        try:
            pass
        except* ValueError:
            %s
"""

for statement in "continue", "break", "return", "return i":
    try:
        compile(CLAUSE % statement, "clause", "exec")
    except SyntaxError as e:
        print(statement, "->", e.msg, e.lineno)


def inside():
    out = []
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError as e:
        for i in range(5):
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        out.append(len(e.exceptions))
    except* TypeError:
        out.append((lambda: "left")())
    return out


print(inside())
