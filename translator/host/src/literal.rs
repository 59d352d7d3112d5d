//! The value of a string literal under the dialect's rule 3: decided from the source text.
//!
//! A character typed raw (and `\u`, `\U`, `\N{}`) contributes its UTF-8 bytes; `\xNN` and octal
//! escapes contribute one byte. The agent rewrites module constants by the same rule.

/// The value of a string literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// RPython's `str`.
    Str(Vec<u8>),
    /// RPython's `unicode`.
    Unicode(Vec<u32>),
    /// The text mixes `\N{}` escapes with byte escapes: there is no saying which is which.
    Ambiguous,
}

/// The value of a literal (or of an implicit concatenation): `segment` is its source text, `value`
/// what the parser made of it, `unicode` whether it is a `u'...'` literal.
pub fn literal_value(segment: &str, value: &str, unicode: bool) -> Literal {
    if unicode {
        return Literal::Unicode(value.chars().map(u32::from).collect());
    }
    let wide = ["\\u", "\\U", "\\N"].iter().any(|escape| segment.contains(escape));
    if segment.is_ascii() && !wide {
        let bytes: Option<Vec<u8>> = value.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect();
        if let Some(bytes) = bytes {
            return Literal::Str(bytes);
        }
    }
    match concatenated(segment) {
        Some(bytes) => Literal::Str(bytes),
        None if has_byte_escapes(segment) => Literal::Ambiguous,
        None => Literal::Str(value.as_bytes().to_vec()),
    }
}

fn has_byte_escapes(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    bytes.windows(3).any(|w| w[0] == b'\\' && (w[1] == b'x' && w[2] > b'7' || (b'2'..=b'7').contains(&w[1])))
}

/// Decodes each literal of an implicit concatenation; `None` for f-strings and `\N{}`.
fn concatenated(segment: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = segment;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\\', '(', ')']);
        if let Some(comment) = rest.strip_prefix('#') {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
            continue;
        }
        if rest.is_empty() {
            return Some(out);
        }
        let quote_at = rest.find(['"', '\''])?;
        let prefix = rest[..quote_at].to_ascii_lowercase();
        if !prefix.chars().all(|char| char.is_ascii_alphabetic()) || prefix.contains('f') {
            return None;
        }
        let raw = prefix.contains('r');
        let quoted = &rest[quote_at..];
        let quote = ["\"\"\"", "'''"].into_iter().find(|quote| quoted.starts_with(quote)).unwrap_or(&quoted[..1]);
        let body = &quoted[quote.len()..];
        let end = body_end(body, quote)?;
        if raw {
            out.extend_from_slice(&body.as_bytes()[..end]);
        } else {
            decode(&body[..end], &mut out)?;
        }
        rest = &body[end + quote.len()..];
    }
}

fn body_end(body: &str, quote: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at..].starts_with(quote.as_bytes()) {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

fn decode(body: &str, out: &mut Vec<u8>) -> Option<()> {
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let escape = *bytes.get(at + 1)?;
        at += 2;
        let digits = |from: usize, count: usize| {
            body.get(from..from + count).and_then(|text| u32::from_str_radix(text, 16).ok())
        };
        match escape {
            b'\n' => {}
            b'\r' => at += usize::from(bytes.get(at) == Some(&b'\n')),
            b'\\' | b'\'' | b'"' => out.push(escape),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'v' => out.push(11),
            b'0'..=b'7' => {
                let mut value = u32::from(escape - b'0');
                for _ in 0..2 {
                    match bytes.get(at) {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            at += 1;
                        }
                        _ => break,
                    }
                }
                out.push(value as u8);
            }
            b'x' => {
                out.push(digits(at, 2)? as u8);
                at += 2;
            }
            b'u' => {
                push_utf8(digits(at, 4)?, out);
                at += 4;
            }
            b'U' => {
                push_utf8(digits(at, 8)?, out);
                at += 8;
            }
            b'N' => return None,
            _ => out.extend([b'\\', escape]),
        }
    }
    Some(())
}

/// UTF-8 of a code point; a surrogate that stands for a byte becomes that byte.
fn push_utf8(point: u32, out: &mut Vec<u8>) {
    match char::from_u32(point) {
        Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        None if (0xDC80..=0xDCFF).contains(&point) => out.push(point as u8),
        None => out.extend([0xE0 | (point >> 12) as u8, 0x80 | (point >> 6 & 0x3F) as u8, 0x80 | (point & 0x3F) as u8]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(segment: &str, value: &str) -> Vec<u8> {
        match literal_value(segment, value, false) {
            Literal::Str(bytes) => bytes,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ascii_and_byte_escapes() {
        assert_eq!(bytes(r"'a\xff\377'", "a\u{ff}\u{ff}"), b"a\xff\xff");
        assert_eq!(bytes(r"'\n'", "\n"), b"\n");
    }

    #[test]
    fn raw_characters_are_utf8() {
        assert_eq!(bytes("'\u{3bb}'", "\u{3bb}"), "\u{3bb}".as_bytes());
        assert_eq!(bytes("'\u{e9}\\xe9'", "\u{e9}\u{e9}"), b"\xc3\xa9\xe9");
        assert_eq!(bytes(r"'\u00e9' '\xe9'", "\u{e9}\u{e9}"), b"\xc3\xa9\xe9");
        assert_eq!(bytes("r'\u{e9}\\x'", "\u{e9}\\x"), b"\xc3\xa9\\x");
        assert_eq!(bytes("(\"\u{e9}\" # no\n  '''b''')", "\u{e9}b"), b"\xc3\xa9b");
    }

    #[test]
    fn unicode_literals() {
        assert_eq!(literal_value("u'\u{3bb}'", "\u{3bb}", true), Literal::Unicode(vec![0x3bb]));
    }

    #[test]
    fn named_characters() {
        assert_eq!(bytes(r"'\N{BULLET}'", "\u{2022}"), "\u{2022}".as_bytes());
        assert_eq!(literal_value(r"'\N{BULLET}\xff'", "", false), Literal::Ambiguous);
    }
}
