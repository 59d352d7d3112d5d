# args: 20
"""Strings: formatting, joining, +=, splitting, slicing, replacing, encoding."""
import sys


def table(rows):
    lines = []
    for i in range(rows):
        lines.append('%05d|%-12s|%8.3f' % (i, 'name%d' % (i % 97), i / 7.0))
        lines.append('{:>6}|{!r:<14}|{:x}'.format(i, 'k%d' % (i % 31), i * 2654435761 % 65536))
        lines.append(f'{i:06d}|{i % 13:^5}|{"y" if i & 1 else "n"}')
    return '\n'.join(lines)


def rot(text):
    out = ''
    for ch in text:
        o = ord(ch)
        if 97 <= o <= 122:
            out += chr((o - 97 + 13) % 26 + 97)
        else:
            out += ch
    return out


def squeeze(text):
    words = []
    for line in text.splitlines():
        cells = [c.strip() for c in line.split('|')]
        words.append('-'.join(reversed(cells)).upper())
    return ';'.join(words)


def palindromes(text, width):
    n = 0
    for i in range(len(text) - width):
        piece = text[i:i + width]
        if piece == piece[::-1]:
            n += 1
    return n


def main(n):
    h = 0
    for k in range(n):
        t = table(400)
        r = rot(t[:6000])
        s = squeeze(t)
        u = s.replace('-', ' \u2014 ').title()
        b = u.encode('utf-8')
        back = b.decode('utf-8')
        assert back == u and back.find('NAME') == -1
        h = (h * 31 + len(b) + palindromes(r, 5) + u.count('Name') + s.rfind('NAME%d' % k)) & 0xffffffff
        h ^= sum(map(ord, r[::17]))
    print('strbuild', h)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
