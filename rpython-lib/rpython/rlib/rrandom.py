"""The Mersenne twister MT19937 (Matsumoto and Nishimura, 1998)."""

from rpython.rlib.rarithmetic import intmask, r_uint

N = 624
M = 397
MATRIX_A = r_uint(0x9908B0DF)
UPPER_MASK = r_uint(0x80000000)
LOWER_MASK = r_uint(0x7FFFFFFF)
MASK_32 = r_uint(0xFFFFFFFF)
_ZERO = r_uint(0)
_ONE = r_uint(1)


class Random(object):
    """A generator of 32-bit numbers and of floats in [0, 1)."""

    def __init__(self, seed=r_uint(0)):
        self.state = [r_uint(0)] * N
        self.index = 0
        self.init_genrand(seed)

    def init_genrand(self, s):
        """Seeds with one number."""
        mt = self.state
        x = s & MASK_32
        mt[0] = x
        for j in range(1, N):
            x = (r_uint(1812433253) * (x ^ (x >> 30)) + r_uint(j)) & MASK_32
            mt[j] = x
        self.index = N

    def init_by_array(self, init_key):
        """Seeds with a list of r_uint of 32 bits."""
        key_length = len(init_key)
        mt = self.state
        self.init_genrand(r_uint(19650218))
        i = 1
        j = 0
        k = max(N, key_length)
        while k > 0:
            prev = mt[i - 1]
            mixed = (prev ^ (prev >> 30)) * r_uint(1664525)
            mt[i] = ((mt[i] ^ mixed) + init_key[j] + r_uint(j)) & MASK_32
            i += 1
            j += 1
            if i >= N:
                mt[0] = mt[N - 1]
                i = 1
            if j >= key_length:
                j = 0
            k -= 1
        k = N - 1
        while k > 0:
            prev = mt[i - 1]
            mixed = (prev ^ (prev >> 30)) * r_uint(1566083941)
            mt[i] = ((mt[i] ^ mixed) - r_uint(i)) & MASK_32
            i += 1
            if i >= N:
                mt[0] = mt[N - 1]
                i = 1
            k -= 1
        mt[0] = UPPER_MASK

    def _generate(self):
        mt = self.state
        for k in range(N):
            following = k + 1
            if following == N:
                following = 0
            other = k + M
            if other >= N:
                other -= N
            y = (mt[k] & UPPER_MASK) | (mt[following] & LOWER_MASK)
            x = mt[other] ^ (y >> 1)
            if y & _ONE != _ZERO:
                x = x ^ MATRIX_A
            mt[k] = x
        self.index = 0

    def genrand32(self):
        """The next 32 random bits, an r_uint."""
        if self.index >= N:
            self._generate()
        y = self.state[self.index]
        self.index += 1
        y ^= y >> 11
        y ^= (y << 7) & r_uint(0x9D2C5680)
        y ^= (y << 15) & r_uint(0xEFC60000)
        y ^= y >> 18
        return y & MASK_32

    def random(self):
        """The next float in [0, 1), of 53 random bits."""
        a = intmask(self.genrand32() >> 5)
        b = intmask(self.genrand32() >> 6)
        return (float(a) * 67108864.0 + float(b)) * (1.0 / 9007199254740992.0)

    def jumpahead(self, n):
        """Shuffles the state by n, an r_uint."""
        mt = self.state
        i = N - 1
        while i > 1:
            j = intmask(n % r_uint(i))
            x = mt[i]
            mt[i] = mt[j]
            mt[j] = x
            i -= 1
        for i in range(N):
            mt[i] = (mt[i] + r_uint(i + 1)) & MASK_32
        self.index = N
