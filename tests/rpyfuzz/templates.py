"""Expressions by type, as templates.

`$kind` is an expression of a kind, `$[a~b]` one of several texts, `$[1..9]` a number. A template after `!` may raise
IndexError, KeyError, ZeroDivisionError or ValueError, one after `?` calls what may raise: they are used only where the
function catches it. The ints of an expression stay far below a word, so that the host's agree:
what uses whole words goes through `intmask`, `r_uint` and the like.
What is an int here is an int on the host too: a bool that joins ints is one of them (`str` gives 1, the host True), and the
sum of no floats is 0.0 (the host's 0). `int` of text that does not fit a word raises ValueError, since ints are
words (`expr.int-arithmetic` of docs/language.md).
"""

# Expressions without parts.
LEAVES = {
    "int": "$[-9..99]\n$[-9..99]\nSQUARES[$[0..9]]\nlen(NAMES)\nRING.link.n\nMIXED[0]",
    "small": "$[2..9]",
    "bool": "True\na > b\ns == ''\nFalse",
    "char": "'a'\n','\n'7'\n' '\n'\\n'\n'~'",
    "str": "''\n'a'\n'abc'\n'12'\n'x,y'\n' pad '\nNAMES[$[0..3]]\n'ab' 'AB'\n'\\x00\\n'",
    "float": "0.5\n-2.25\n1.0\n8.0\n1e-3\nMIXED[2][0]",
    "ints": "[a, b]\n[1, 2, 3]\n[5]\n[a]\nSQUARES[2:6]\n[0] * 3\nTABLE['one'][:]",
    "strs": "[s, 'q']\n['a', 'b,c']\ns.split(',')\nlist(NAMES)",
    "set": "{a, b}\n{1, 2, 3}\nset(xs)",
    "sset": "{s, 'a'}\nset(NAMES)",
    "bag": "Bag([a, 4])\nBag(xs[:9])",
    "dict": "{'a': a, 'b': b}\n{s: 1}",
    "idict": "{a: s, b: 'x'}\n{1: 'one'}",
    "pdict": "{(a, s): b}",
    "cdict": "{'a': b}\n{c: ord(c) for c in s}",
    "fdict": "{1.5: a}",
    "rdict": "folded([s, 'Ab'])\nfolded(['x'])",
    "obj": "Base(a, s)\nDerived(b, 'd')\nMixed(a, s)\nRING\nRING.link",
    "objs": "[Base(a, s), Derived(b, 'e')]\n[RING]",
    "pair": "(a, s)\n(1, 'one')",
    "tri": "(a, (b > a, 0.5), s)",
    "pairs": "[(a, s), (b, 'x')]\n[(2, 'two'), (1, 'one'), (2, 'deux')]",
    "table": "[[a], [b, 1]]\n[SQUARES[1:4], []]\n[[0] * 2 for _ in range(2)]",
    "uint": "r_uint(a)\nr_uint($[0..99])\nr_uint(0xFFFFFFFFFFFFFFF1)",
    "word": "a\nb\n(a ^ 0x7FFFFFFFFFFFFFFF)\n(b - 0x7FFFFFFFFFFFFF00)\n(b ^ 0x123456789ABCDEF)",
    "ulong": "r_ulonglong(a)\nr_ulonglong(5000000000)",
    "int32": "r_int32(a)\nr_int32($[-9..99])",
    "uint32": "r_uint32(a & 65535)\nr_uint32($[0..99])",
    "big": "rbigint.fromint(a)\nrbigint.fromstr('123456789012345678901234567890')",
    "uni": "u'\\u03bb'\nu'ab\\u20ac'\nu''\nUNICHR(955)",
    "tree": "None\nWOOD\nplanted(xs)\nTree(a, None, WOOD)",
}

# Expressions of parts.
TEMPLATES = {
    "int": """
        ($int $[+~-~*~&~|~^] $small)
        ($int $[//~%] $[2~3~7~-4])
        ($int >> $[0..5])
        (($int % 1000) << ($int % 9))
        (-$int)
        (~$int)
        abs($int)
        $[min~max]($int, $int)
        $[min~max]($int, $int, $int)
        ($int if $bool else $int)
        len($str)
        len($ints)
        len($dict)
        len($[$set~$strs~$bag~$pairs~$table~$cdict~$rdict~$uni~$sset~$idict])
        sum($ints)
        $obj.n
        $pair[0]
        $dict.get($str, $int)
        $cdict.get($char, $int)
        $pdict.get(($int, $str), $int)
        $fdict.get($float, $int)
        $rdict.get($str, $int)
        $str.find($str)
        $str.rfind($str)
        $str.find($str, $[0..3])
        $str.find($str, $[0..2], $[1..9])
        $str.count($str)
        $ints.count($int)
        int($float)
        int($bool)
        ($bool + $int)
        int(round($float))
        (intmask((r_uint($int) $[+~-~*~&~|~^] r_uint($int)) $[>>~%~//] $[1..9]) % 10007)
        intmask(r_longlong($small) * r_longlong($small))
        (intmask($word $[+~-~*] $word) $[% 10007~>> 40~& 65535~% -77])
        (intmask($word $[+~-~*] $word $[+~-~*] $word) $[% 10007~>> 45~& 0xFFFF])
        (intmask($uint) % 10007)
        (intmask($ulong) % 1013)
        intmask($int32)
        intmask($uint32)
        over($word, $int)
        sum($[count~halves]($int % 9))
        next(iter($ints), $int)
        $[min~max~sum](($int, $int, $int))
        STEPS[$int % 3]($int)
        NAMED_STEPS['inc' if $bool else 'twice']($int)
        named_step($str, $int)
        named_step('square', $int)
        spread($int)
        spread($int, $int)
        spread($int, $int, $int)
        spread(*($int, $int))
        keyed($int, scale=$int)
        keyed($small, offset=$int)
        chosen('$[add~sub~mul]', $int, $int)
        size_of($[$int~$str~$float~$bool])
        memo_square($[1~2~3])
        here($int)
        $obj.half
        $obj.times()
        $obj.times(3)
        $obj.times(shift=4)
        $obj.times(k=5, shift=$small)
        $obj($int)
        link_of($obj, $int)
        Base.fixed($int)
        Derived.create($int).n
        Mixed($int, s).scaled($int)
        Mixed(a, $str).counted()
        referred($obj)
        $bag[$small]
        divmod($int, $[3~7~-4])[$[0~1]]
        max(map(STEPS[$[0~1~2]], [a, $int]))
        $tri[0]
        (1 if $tri[1][0] else $tri[0])
        !$pairs[0][0]
        sum([len(row) for row in $table])
        sum([p[0] for p in $pairs])
        sum(x * $small for x in $ints)
        sum([len(w) for w in $sset])
        sum(len(w) * i for i, w in enumerate($strs))
        hash_letters($str)
        $uni.find($uni)
        height($tree)
        sum(leaves($tree))
        ord($char)
        $big.int_mod_int_result(997)
        $big.bit_length()
        (r_int32($int % 30000) $[+~-] r_int32($int % 30000) > r_int32(5)) + $int
        int(not $bool)
        len($str.split($char))
        len(f'{$int:$[5~05~x~,]}')
        !$ints[$int]
        !$ints[$small]
        !($int $[//~%] $int)
        !$dict[$str]
        !int($idict[$int] == $str)
        !$pdict[($int, $str)]
        !$cdict[$char]
        !$rdict[$str]
        !int(($str)[:15])
        !int(($str)[:12], $[8~10~16])
        !$ints.index($int)
        !$strs.index($str)
        !$[min~max]($ints)
        !$dict.pop($str)
        !$str.rindex($str)
        !$str.index($str, 1)
        !ord($str[$int])
        !ord($uni[$int])
        !$table[$small % 3][$small % 2]
        !$table[$int][$int]
        !$set.pop() * 0
        !find_object($objs, $int).n
        !deeper($small, $int)
        !($ints or [1])[0]
        !$pairs[$small][0]
        ?$obj.twist($int)
        ?cascade($int, xs)
    """,
    "small": "($int) % $[2..9]\n($int & $[1..7])\nlen($strs) % 10",
    "bool": """
        ($int $[<~<=~==~!=~>~>=] $int)
        ($str $[<~<=~==~!=~>~>=] $str)
        ($float $[<~<=~==~!=~>~>=] $float)
        ($pair $[<~<=~==~!=~>~>=] $pair)
        ($char $[<~<=~==~!=~>~>=] $char)
        ($uint $[<~<=~==~!=~>~>=] $uint)
        ($word $[<~<=~==~!=~>~>=] $word)
        ($uni $[<~<=~==~!=~>~>=] $uni)
        ($int32 $[<~<=~==~!=~>~>=] $int32)
        ($obj $[==~!=~<~>] $obj)
        ($obj $[is~is not] $[$obj~RING~None])
        (type($obj) is $[Base~Derived~Mixed])
        ($tri == $tri)
        ($bool $[and~or] $bool)
        ($bool $[&~|~^] $bool)
        (not $[$bool~$int~$str~$ints~$float~$dict~$bag~$set])
        bool($[$int~$str~$ints~$float~$obj~$bag])
        ($int $[in~not in] $ints)
        ($str $[in~not in] $str)
        ($char in $str)
        ($str in $dict)
        ($str in $rdict)
        (($int, $str) in $pdict)
        ($int in ($int, 3, 4))
        ($str in ('a', $str))
        ($int in range($int))
        ($uni in $uni)
        $str.$[startswith~endswith]($str)
        $str.startswith($str, $[0..3])
        $str.startswith(('a', $str))
        $str.$[isdigit~isalpha~isalnum~isspace~isupper~islower]()
        $char.$[isdigit~isalpha~isalnum~isspace]()
        ($ints == $ints)
        ($strs != $strs)
        ($table == $table)
        isinstance($obj, $[Derived~Mixed~Base])
        isinstance($obj, (Derived, Mixed))
        ($ints $[<~<=~==~!=~>~>=] $ints)
        ($set $[<~<=~==~!=~>=] $set)
        ($int in $[xs~$set~$bag])
        $[any~all](x > $int for x in $ints)
        $[any~all](map(inc, $ints))
        ($int < $int <= $int)
        ($float < $float < $float)
        $set.isdisjoint($set)
        ($dict == $dict)
        ($pdict == $pdict)
        ($str in $strs)
        (find_object($objs, $int) is None)
        ($tree is None)
        ($big.$[lt~le~eq~ne~gt~ge]($big))
        same_letters($str, $str)
        math.$[isinf~isnan]($float)
    """,
    "char": """
        ($str + 'z')[0]
        chr($int & 127)
        ($char if $bool else $char)
        $char.$[upper~lower]()
        $[min~max]($char, $char)
        ('abc' + $str)[$[-3..2]]
        !$str[$int]
    """,
    "str": """
        ($short + $short)
        ($short + $char)
        ($short * ($int % 4))
        str($[$int~$bool~$pair~$ints~$float~$tri~$strs~$table~$pairs])
        str($obj)
        repr($[$int~$float~$short~$char~$pair~$strs])
        ('%d|%s|%5d' % ($int, $short, $int))
        ('%-6d|%+d|%06d' % ($int, $int, $int))
        ('%x %X %o' % ($int & 4095, $int & 255, $int & 63))
        ('%s and %r' % ($short, $short))
        ('%.3s|%8s|%-8s|' % ($short, $short, $short))
        ('%c%%%s' % ($char, $bool))
        ('%.2f %8.3f %e' % ($float, $float, $float))
        ('%g|%.3g' % ($float, $float))
        ('%s %s %s' % ($float, $obj, $ints))
        ('%(x)s:%(y)03d' % {'y': $int, 'x': $short})
        f'{$int}-{$int & 255:x}'
        f'{$int:>7}{$short!r}'
        f'{$float:.2f} {$short:<6}|{$short:^7}|'
        f'{$obj} {$char}{$bool}'
        '{:05d}|{}'.format($int, $short)
        '{1} {0} {1}'.format($short, $int)
        $[hex~oct]($int & 0xFFFF)
        $str.$[upper~lower~strip~swapcase~title~capitalize~lstrip~rstrip]()
        $str.$[strip~lstrip~rstrip]($['a'~'ab'~' ,'])
        $short.replace($['a'~'1'~'bc'~','], $short)
        $short.replace($char, $char)
        $short.replace($short, 'R', $[0..2])
        replace_text($short, ',', ';')
        ($str)[$[-3..3]:$[-2..6]]
        ($str)[$small:]
        ($str)[:-$small]
        ($str)[::$[-1~2~-2~3]]
        ','.join([str(i) for i in $ints])
        '/'.join($str.split($[','~'a'~]))
        '/'.join($str.rsplit(',', $[0..2]))
        '|'.join($str.splitlines())
        '-'.join([w for w in split_text($str, ',')])
        ' '.join(sorted($strs))
        '+'.join(str(x) for x in $ints)
        ''.join([c for c in $str if c != $char])
        ''.join([chr(ord(c) & 127) for c in $short])
        ($str if $bool else $str)
        $short.$[ljust~rjust~center~zfill]($[0..9])
        $short.$[ljust~rjust~center]($[0..9], '*')
        $pair[1]
        $tri[2]
        $obj.name
        $obj.kind
        $obj.label()
        $['-'~''].join($[$str~$strs])
        str($[$dict~$strs~$idict~$pairs])[:60]
        ''.join(reversed($short))
        $short.partition($[','~'a'])[$[0~2]]
        $short.rpartition($[','~'a'])[$[0~2]]
        ($short + '\\t|').expandtabs($[3~4~8])
        $short.removeprefix($str)
        $short.removesuffix($str)
        next(words($str), 'none')
        $idict.get($int, $str)
        built($strs[:4], $int)
        show_unicode(($uni)[:9])
        show_folded($rdict)[:50]
        show_tree($tree)[:60]
        $big.str()
        $big.$[hex~oct]()
        str(len(($uni).encode('utf-8')))
        str(u'ab' + u'c')
        $[min~max]($str, $str)
        !$strs[$int]
        !$idict[$int]
        !$short[$small] + $char
        !$pairs[$int][1]
        !find_object($objs, $int).label()
        !str($big.int_floordiv($int).str())
    """,
    "short": "($str)[:6]\n($str)[-5:]\n($char + $char)",
    "float": """
        ($float $[+~-] $float)
        ($float * $[0.5~2.0~-0.25])
        ($int / $[2~4~8.0])
        float($int)
        abs($float)
        (-$float)
        ($float $[//~%] $[2.0~0.75~-3.0])
        ($float if $bool else $float)
        ($int * 0.125 + $float)
        $[min~max]($float, $float)
        math.$[floor~ceil]($float) * 1.0
        math.sqrt(abs($float))
        math.fmod($float, 3.5)
        math.ldexp($float, $[-3..3])
        math.frexp($float)[0]
        math.modf($float)[1]
        math.fabs($float)
        math.copysign($float, $float)
        math.atan2($float, $float)
        round($float, $[0~1~2])
        divmod($float, 2.5)[$[0~1]]
        ($float ** 2 % 1000.0)
        $tri[1][1]
        float(sum([x * 0.5 for x in $ints]))
        float(str($int))
        float('%.3f' % $float)
        intmask($int) * 0.5
        float(r_uint($int & 1023))
        ($float / ($small + 1))
        !float($str)
        !($float / $int)
        !($float $[//~%] $float)
    """,
    "ints": """
        ($ints[:5] + $ints[:5])
        [$int, $int, $int]
        [i * $[-3..9] + $int for i in range($int % 5)]
        [i for i in $ints if i $[<~>~!=] $int]
        [i + j for i in $ints[:3] for j in range(2)]
        [i if $bool else $int for i in $ints]
        [0, *$ints[:3], 9]
        sorted($ints)
        ($ints)[$[-3..3]:$[-2..6]]
        ($ints)[$small:$int]
        ($ints)[::$[-1~2~-2]]
        [ord(c) for c in $str]
        ($ints[:4] * ($int % 3))
        [i for i in count($int % 6)]
        $ints.copy()
        list($ints)
        [x for x in $dict.values()]
        list($idict.keys())
        [k for k in sorted($idict)]
        [p[0] for p in $pairs]
        [p[0] for p in sorted($pdict)]
        list(halves($int % 40))
        list(careful($ints[:3], xs))
        list(map(STEPS[$[0~1~2]], $ints))
        sorted($[$set~$set])
        list(reversed($ints))
        list(range($int % 7, $int % 20, $[1~2~3]))
        list(range($small, 0, -$[1~2]))
        [i * j for i, j in zip($ints, count($[0..4]))]
        [i % 50 + k for k, i in enumerate($ints)]
        [i % 50 + k for k, i in enumerate($ints, 1)]
        sorted($ints, key=twice, reverse=$[True~False])
        sorted($ints, key=lambda v: (v % 5, -v))
        [x for x in $bag]
        [len(w) for w in words($str)]
        list(filter(inc, $ints))
        list(filter(lambda v: v > $[0..9], $ints))
        [o.n for o in $objs]
        [o.times(k=$[1..5]) for o in $objs]
        [x for row in $table for x in row]
        [v for v in (planted($ints) or WOOD).walk()]
        leaves($tree)
        [ord(c) for c in $uni]
        list($cdict.values())
        [len(k) + v for k, v in $dict.items()]
        [g(2) for g in STEPS]
        [int(x) for x in ('1', '23')]
        ($ints if $bool else $ints)
        ($ints or [1, $int])
        !$table[$int]
        !TABLE[$str]
        !list(map(int, [w[:15] for w in $strs]))
        ![100 // x for x in $ints]
        !$ints[:$small] + [$ints[$int]]
    """,
    "strs": """
        $str.split($[','~'a', 1~])
        $str.rsplit(',', 1)
        [c + c for c in ($str)[:5]]
        list(($str)[:6])
        list(map(str, $ints))
        sorted($strs)
        sorted($strs, key=len)
        sorted($strs, key=lambda w: (len(w), w), reverse=True)
        ($strs[:3] + $strs[:3])
        list(words($str))
        [k for k in $dict]
        sorted($dict.keys())
        [$str, $str]
        [p[1] for p in sorted([$pair, $pair])]
        [p[1] for p in $pairs]
        [o.label() for o in $objs]
        [str(o) for o in $objs]
        sorted($sset)
        list($idict.values())
        [w.upper() for w in $strs if w]
        [w for w in $rdict]
        $str.splitlines()
        split_text($str, ',', 1)
        list($str.partition(','))
        [f'{i}:{w}' for i, w in enumerate($strs)]
        [name for name in NAMES if name != $str]
    """,
    "set": """
        {$int, $int}
        set($ints)
        ($set $[|~&~-~^] $set)
        {i % 7 for i in $ints}
        set(count($int % 6))
        $set.copy()
        $set.$[union~intersection~difference]($set)
        set([p[0] for p in $pairs])
    """,
    "sset": "{$str, $str}\nset($strs)\n($sset $[|~&~-] $sset)\n{w[:1] for w in $strs}\nset(words($str))",
    "bag": "Bag($ints)\nBag([x for x in $bag])",
    "dict": """
        {$str: $int, $str: $int}
        {str(i): i * $[1..5] for i in $ints}
        $dict.copy()
        dict(zip($strs, $ints))
        {w: len(w) for w in words($str)}
        {k: v for k, v in $dict.items() if v > $int}
        dict([(p[1], p[0]) for p in $pairs])
    """,
    "idict": """
        {$int: $str, $int: $str}
        {i: str(i) for i in $ints}
        $idict.copy()
        dict($pairs)
        {v: k for k, v in $dict.items()}
        {len(w): w for w in $strs}
    """,
    "pdict": "{($int, $str): $int}\n{(i, str(i)): i for i in $ints}\n{p: p[0] + 1 for p in $pairs}",
    "cdict": "{c: i for i, c in enumerate($str)}\n{$char: $int, $char: $int}",
    "fdict": "{$float: $int, $float: $int}\n{x / 2: x for x in $ints}",
    "rdict": "folded($strs)\nfolded([$str, $str])",
    "obj": """
        $[Base~Derived~Mixed]($int % 1000, $str)
        ($obj + $obj)
        ($obj if $bool else $obj)
        (find_object($objs, $int) or RING)
        Derived.create($int)
        !$objs[$int]
    """,
    "objs": """
        [$obj, $obj]
        [Base(x % 1000, str(x)) for x in $ints]
        sorted($objs, key=lambda o: (o.n, o.name))
        [o for o in $objs if o.n > $int]
        ($objs[:3] + $objs[:3])
    """,
    "pair": "($int, $str)\n($pair if $bool else $pair)\n!$pairs[$int]",
    "tri": "($int, ($bool, $float), $str)\n($tri[0] + 1, $tri[1], $str)",
    "pairs": """
        [$pair, $pair]
        sorted($pairs)
        sorted($pairs, key=lambda p: p[1])
        sorted($pairs, key=lambda p: (len(p[1]), -p[0]))
        list(zip($ints, $strs))
        list(enumerate($strs))
        list($idict.items())
        [(v, k) for k, v in $dict.items()]
        [p for p in $pdict]
        ($pairs[:3] + [$pair])
    """,
    "table": """
        [$ints, $ints]
        [[i] * 2 for i in $ints]
        [[$small] * ($int % 3) for _ in range($int % 4)]
        [row[::-1] for row in $table]
        sorted($table)
        [list(range(i % 4)) for i in $ints[:5]]
    """,
    "uint": """
        ($uint $[+~-~*~&~|~^] $uint)
        ($uint >> $[0..63])
        ($uint << $[0..63])
        (~$uint)
        ($uint $[//~%] r_uint($[1..99]))
        r_uint($int)
        r_uint($word)
        ($uint if $bool else $uint)
        !($uint $[//~%] $uint)
    """,
    "word": """
        intmask($word $[+~-~*] $word)
        intmask($word << $[0..20])
        ($word $[&~|~^] $word)
        ($word >> $[0..63])
        (~$word)
        ($word $[//~%] $[3~-7~64~1000])
        intmask($uint)
        ($word if $bool else $word)
        $int
        intmask(r_longlong($int) * r_longlong(100000))
    """,
    "ulong": "($ulong $[+~-~*~&~|] $ulong)\nr_ulonglong($int)\n($ulong >> $[0..60])\n($ulong % r_ulonglong($[3..99]))",
    "int32": "r_int32($int % 30000)\n(r_int32($int % 30000) $[+~-] r_int32($int % 30000))",
    "uint32": "r_uint32($int & 65535)\n(r_uint32($int & 65535) $[+~-~*] r_uint32($int & 65535))",
    "big": """
        rbigint.fromint($int)
        rbigint.fromint($word)
        $big.add($big)
        $big.sub($big)
        rbigint.fromint($word).mul($big.int_and_(0xFFFFFF))
        $big.int_$[add~sub~mul]($small)
        $big.neg()
        $big.abs()
        $big.lshift($small)
        $big.rshift($small)
        $big.$[and_~or_~xor](rbigint.fromint($word))
        $big.int_floordiv($[3~-7~1000])
        $big.mod(rbigint.fromstr('1000000000000000000000'))
        !$big.floordiv($big)
        !rbigint.fromstr($str)
    """,
    "uni": """
        ($uni)[:9] + ($uni)[:9]
        UNICHR($int & 1023)
        ($uni)[$[-3..2]:$[-2..5]]
        ($uni)[::-1]
        ($uni)[:5] * $[0..3]
        u'-'.join([$uni, $uni])
        built_unicode([($uni)[:4]], $int)
        ($uni if $bool else $uni)
        ($uni)[:7].replace(u'a', $uni)
        !$uni[$int]
    """,
    "tree": """
        planted($ints)
        Tree($int, $tree, $tree)
        insert($tree, $int)
        ($tree if $bool else None)
    """,
}

# What is done to the value of a variable, so that it stays small.
LIMITS = {
    "int": "(%s) %% 100003",
    "str": "(%s)[:40]",
    "ints": "(%s)[:12]",
    "strs": "(%s)[:8]",
    "float": "(%s) %% 4096.0",
    "uni": "(%s)[:20]",
    "table": "[row[:6] for row in (%s)[:5]]",
    "pairs": "(%s)[:6]",
    "objs": "(%s)[:6]",
    "big": "(%s).mod(rbigint.fromstr('100000000000000000000000000000000'))",
}

# How a variable is shown.
SHOWN = {
    "int": "str(%s)",
    "bool": "str(%s)",
    "char": "%s",
    "str": "%s",
    "float": "str(%s)",
    "ints": "str(%s)",
    "strs": "str(%s)",
    "set": "str(sorted(%s))",
    "sset": "str(sorted(%s))",
    "bag": "str([x for x in %s])",
    "dict": "str(%s)",
    "idict": "str(%s)",
    "pdict": "str(%s)",
    "cdict": "str(%s)",
    "fdict": "str(%s)",
    "rdict": "show_folded(%s)",
    "obj": "str(%s)",
    "objs": "', '.join([str(o) for o in %s])",
    "pair": "str(%s)",
    "tri": "str(%s)",
    "pairs": "str(%s)",
    "table": "str(%s)",
    "uint": "str(intmask(%s))",
    "word": "str(%s)",
    "ulong": "str(%s)",
    "int32": "str(intmask(%s))",
    "uint32": "str(intmask(%s))",
    "big": "%s.str()",
    "uni": "show_unicode(%s)",
    "tree": "show_tree(%s)",
}
