//! Tokens of the text form.

use std::fmt;

/// An error in graph text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub col: u32,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.col, self.message)
    }
}

impl std::error::Error for ParseError {}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Ident(String),
    Int(String),
    Uint(u64),
    Float(f64),
    Str(Vec<u8>),
    Unicode(Vec<u32>),
    Char(u8),
    UniChar(u32),
    Punct(char),
    Arrow,
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Ident(s) => write!(f, "`{s}`"),
            Token::Int(s) => write!(f, "`{s}`"),
            Token::Uint(u) => write!(f, "`{u}u`"),
            Token::Float(x) => write!(f, "`{x:?}`"),
            Token::Str(_) | Token::Unicode(_) => f.write_str("a string"),
            Token::Char(_) | Token::UniChar(_) => f.write_str("a character"),
            Token::Punct(c) => write!(f, "`{c}`"),
            Token::Arrow => f.write_str("`->`"),
            Token::End => f.write_str("the end of the text"),
        }
    }
}

/// An error at a byte offset.
pub(crate) fn error_at(text: &str, offset: usize, message: impl Into<String>) -> ParseError {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line = before.iter().filter(|b| **b == b'\n').count() as u32 + 1;
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let col = String::from_utf8_lossy(&before[start..]).chars().count() as u32 + 1;
    ParseError { line, col, message: message.into() }
}

/// All tokens with their byte offsets; the last one is `End`.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, ParseError> {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0 };
    let mut out = Vec::new();
    loop {
        let (token, start) = lexer.next()?;
        let end = token == Token::End;
        out.push((token, start));
        if end {
            return Ok(out);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn error<T>(&self, at: usize, message: impl Into<String>) -> Result<T, ParseError> {
        Err(error_at(self.text, at, message))
    }

    fn take_while(&mut self, f: impl Fn(u8) -> bool) -> &str {
        let start = self.at;
        while self.at < self.bytes.len() && f(self.bytes[self.at]) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn next(&mut self) -> Result<(Token, usize), ParseError> {
        loop {
            match self.peek(0) {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b';' => {
                    self.take_while(|b| b != b'\n');
                }
                _ => break,
            }
        }
        let start = self.at;
        let token = match self.peek(0) {
            _ if start >= self.bytes.len() => Token::End,
            b'"' => Token::Str(self.string()?),
            b'\'' => {
                self.at += 1;
                let b = self.byte(b'\'')?;
                let Some(b) = b else { return self.error(start, "an empty character") };
                if self.peek(0) != b'\'' {
                    return self.error(start, "a character without its closing quote");
                }
                self.at += 1;
                Token::Char(b)
            }
            b'u' if self.peek(1) == b'"' => {
                self.at += 1;
                Token::Unicode(self.unicode()?)
            }
            b'U' if self.peek(1) == b'+' => {
                self.at += 2;
                let digits = self.take_while(|b| b.is_ascii_hexdigit());
                match u32::from_str_radix(digits, 16) {
                    Ok(u) => Token::UniChar(u),
                    Err(_) => return self.error(start, "a code point is U+ and hexadecimal digits"),
                }
            }
            b'-' if self.peek(1) == b'>' => {
                self.at += 2;
                Token::Arrow
            }
            b if b.is_ascii_digit() || (b == b'-' && self.peek(1).is_ascii_digit()) => self.number(start)?,
            b if b.is_ascii_alphabetic() || b == b'_' => {
                Token::Ident(self.take_while(|b| b.is_ascii_alphanumeric() || b == b'_').to_owned())
            }
            b if b.is_ascii_punctuation() => {
                self.at += 1;
                Token::Punct(b as char)
            }
            _ => {
                let c = self.text[start..].chars().next().unwrap_or('?');
                return self.error(start, format!("unexpected character {c:?}"));
            }
        };
        Ok((token, start))
    }

    fn number(&mut self, start: usize) -> Result<Token, ParseError> {
        if self.peek(0) == b'0' && self.peek(1) == b'x' {
            self.at += 2;
            let digits = self.take_while(|b| b.is_ascii_hexdigit()).to_owned();
            return match u64::from_str_radix(&digits, 16) {
                Ok(u) => Ok(Token::Uint(u)),
                Err(_) => self.error(start, "a bad hexadecimal number"),
            };
        }
        self.at += 1;
        self.take_while(|b| b.is_ascii_digit());
        let mut float = false;
        if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
            float = true;
            self.at += 1;
            self.take_while(|b| b.is_ascii_digit());
        }
        if self.peek(0) == b'e' {
            float = true;
            self.at += 1;
            if matches!(self.peek(0), b'+' | b'-') {
                self.at += 1;
            }
            self.take_while(|b| b.is_ascii_digit());
        }
        let text = self.text[start..self.at].to_owned();
        if float {
            return match text.parse() {
                Ok(x) => Ok(Token::Float(x)),
                Err(_) => self.error(start, "a bad float"),
            };
        }
        if self.peek(0) == b'u' {
            self.at += 1;
            return match text.parse() {
                Ok(u) => Ok(Token::Uint(u)),
                Err(_) => self.error(start, "an unsigned number out of range"),
            };
        }
        Ok(Token::Int(text))
    }

    /// One byte of a quoted text; `None` at the closing quote (not consumed).
    fn byte(&mut self, quote: u8) -> Result<Option<u8>, ParseError> {
        let start = self.at;
        if start >= self.bytes.len() {
            return self.error(start, "text without its closing quote");
        }
        let b = self.bytes[start];
        if b == quote {
            return Ok(None);
        }
        self.at += 1;
        if b != b'\\' {
            return Ok(Some(b));
        }
        let e = self.peek(0);
        self.at += 1;
        Ok(Some(match e {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'0' => 0,
            b'\\' | b'"' | b'\'' => e,
            b'x' => {
                let digits = self.text.get(self.at..self.at + 2).and_then(|d| u8::from_str_radix(d, 16).ok());
                self.at += 2;
                match digits {
                    Some(b) => b,
                    None => return self.error(start, "\\x needs two hexadecimal digits"),
                }
            }
            _ => return self.error(start, "an unknown escape"),
        }))
    }

    fn string(&mut self) -> Result<Vec<u8>, ParseError> {
        self.at += 1;
        let mut out = Vec::new();
        while let Some(b) = self.byte(b'"')? {
            out.push(b);
        }
        self.at += 1;
        Ok(out)
    }

    fn unicode(&mut self) -> Result<Vec<u32>, ParseError> {
        self.at += 1;
        let mut out = Vec::new();
        loop {
            if self.peek(0) == b'\\' && self.peek(1) == b'u' && self.peek(2) == b'{' {
                let start = self.at;
                self.at += 3;
                let digits = self.take_while(|b| b.is_ascii_hexdigit()).to_owned();
                match u32::from_str_radix(&digits, 16) {
                    Ok(u) if self.peek(0) == b'}' => out.push(u),
                    _ => return self.error(start, "a bad \\u{…} escape"),
                }
                self.at += 1;
            } else if self.at < self.bytes.len() && self.bytes[self.at] >= 0x80 {
                let c = self.text[self.at..].chars().next().unwrap_or('?');
                self.at += c.len_utf8();
                out.push(c as u32);
            } else {
                match self.byte(b'"')? {
                    Some(b) => out.push(u32::from(b)),
                    None => break,
                }
            }
        }
        self.at += 1;
        Ok(out)
    }
}
