"""Hash functions of hashlib: digests, copies, parameters, errors."""

import hashlib


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs).hexdigest())
    except Exception as e:
        print(type(e).__name__, e)


for name in sorted(hashlib.algorithms_guaranteed):
    for size in (0, 1, 63, 64, 65, 127, 128, 129, 135, 136, 137, 143, 144, 167, 168, 169, 1000):
        data = bytes(i * 7 % 256 for i in range(size))
        whole = hashlib.new(name, data)
        parts = hashlib.new(name)
        for i in range(0, size, 50):
            parts.update(data[i : i + 50])
        args = (33,) if name.startswith("shake") else ()
        assert whole.digest(*args) == parts.copy().digest(*args), (name, size)
        print(name, size, whole.hexdigest(*args)[:40], whole.digest_size, whole.block_size)
print(hashlib.shake_256(b"x").hexdigest(300))
print(hashlib.blake2b.SALT_SIZE, hashlib.blake2s.PERSON_SIZE, hashlib.blake2b.MAX_KEY_SIZE)
attempt(hashlib.blake2b, b"data", digest_size=20, key=b"key", salt=b"salt", person=b"person")
attempt(hashlib.blake2s, b"data", digest_size=20, key=b"key", salt=b"salt", person=b"person")
for make in (hashlib.blake2b, hashlib.blake2s):
    attempt(make, fanout=2, depth=3, leaf_size=70000, node_offset=5, node_depth=1, inner_size=9, last_node=True)
    attempt(make, digest_size=0)
    attempt(make, key=b"x" * 65)
    attempt(make, salt=b"x" * 17)
    attempt(make, person=b"x" * 17)
    attempt(make, fanout=256)
    attempt(make, depth=0)
    attempt(make, leaf_size=1 << 32)
    attempt(make, leaf_size=-1)
    attempt(make, node_offset=1 << 64)
    attempt(make, inner_size=65)
    attempt(make, "text")
