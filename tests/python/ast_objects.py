# the objects of module ast, and compile() of them
import ast

src = """
@deco
def f(a, /, b:int=1, *args, c, d=2, **kw) -> str:
    "doc"
    x: int = 3
    for i in range(3): pass
    return f"{a!r:>{b}} {c=}"
class A(B, metaclass=M): pass
match x:
    case [1, *rest] | {"a": A(y=2), **r}: pass
    case -1+2j: pass
    case None: pass
    case _ if x: pass
x = [i async for i in y if z]
lambda: (yield)
a.b[1:2, ...] += 1
from . import z as q
try: pass
except* E as e: pass
"""
t = ast.parse(src)

print(ast.dump(t, include_attributes=True))
print(ast.unparse(t))
t = ast.parse("print('hello', 1+2, [x for x in range(3)])")
exec(compile(t, "<x>", "exec"))
print(
    eval(
        compile(
            ast.Expression(
                ast.BinOp(
                    ast.Constant(2, lineno=1, col_offset=0),
                    ast.Pow(),
                    ast.Constant(70, lineno=1, col_offset=0),
                    lineno=1,
                    col_offset=0,
                )
            ),
            "",
            "eval",
        )
    )
)
try:
    compile(
        ast.Module(
            [ast.Expr(ast.Name("x", ast.Store(), lineno=1, col_offset=0), lineno=1, col_offset=0)],
            [],
        ),
        "",
        "exec",
    )
except ValueError as e:
    print(e)
print(ast.literal_eval("{'a':[1,2,(3,)], 'b':-1.5+2j}"))
