"""format() of complex numbers, their signs and sizes."""

NUMBERS = [0j, -0j, 1 + 0j, 1.5 - 2j, complex(-0.0, 3), complex("nan"), complex(1e300, float("-inf")), 123456.789 + 0.0001j]
SPECS = ["", "g", ".3f", "+.2e", "<30", "^30.2f", "*>30", " .1f", ",.2f", "#.0f", ".3", "n", "G", "030", "=30", "d", "%", "s", "-", "+"]
for number in NUMBERS:
    for spec in SPECS:
        try:
            print(spec, repr(format(number, spec)))
        except ValueError as e:
            print(spec, e)
print(complex(-1.0, -0.0), complex(0.0, -0.0), complex(1j, 2), complex(1, 2j), abs(complex(3, 4)))
try:
    abs(complex(1e308, 1e308))
except OverflowError as e:
    print(e)
