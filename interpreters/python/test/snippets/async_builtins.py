async def numbers(n):
    for i in range(n):
        yield i


async def main():
    it = aiter(numbers(2))
    print(await anext(it), await anext(it), await anext(it, "end"))
    try:
        await anext(it)
    except StopAsyncIteration:
        print("stopped")
    print(await anext(numbers(1), 5))


try:
    main().send(None)
except StopIteration:
    print("done")
try:
    aiter([])
except TypeError as e:
    print(e)
try:
    anext([])
except TypeError as e:
    print(e)
