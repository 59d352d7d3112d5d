//! Profiles: what an executable made with `--profile-generate` writes when it ends, and `--profile-use` reads.
//!
//! A text: the line [`HEADER`], then a line for each function, `WEIGHT CALLS NAME`, the heaviest first. The weight is
//! the number of low-level operations that the function itself executed, before any optimisation. Functions of one
//! name count together, so that a profile is still good for a program that was changed a little.
//!
//! The executable holds a [`counter`](Shape) for each block, and a text that describes them: the name of the file to
//! write, then a line for each function, `NAME\tN N N`, with the number of operations of each of its blocks.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The first line.
pub const HEADER: &str = "rtranslate profile 1";
/// `extern "C" fn(counters: *const Shape<i64>, text: *const Shape<u8>)`: the program begins; when it ends, what was
/// counted is added to the file.
pub const BEGIN_SYMBOL: &str = "rpy_profile_begin";
/// The variable of the environment that names another file.
pub const VARIABLE: &str = "RPY_PROFILE";

/// An array in the executable: its length, then the items.
#[repr(C)]
pub struct Shape<T> {
    /// Number of items.
    pub length: u64,
    /// The first of the items.
    pub items: [T; 0],
}

/// What is known of the functions of one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// Operations executed.
    pub weight: u64,
    /// How often it was entered.
    pub calls: u64,
}

/// A profile, by names.
pub type Functions = BTreeMap<String, Function>;

/// Reads a profile.
///
/// # Errors
/// The number of the first line, from 1, that is not what it should be.
pub fn parse(text: &str) -> Result<Functions, usize> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(1);
    }
    let mut functions = Functions::new();
    for (n, line) in lines.enumerate() {
        let mut words = line.splitn(3, ' ');
        let mut number = || words.next()?.parse().ok();
        let (Some(weight), Some(calls)) = (number(), number()) else { return Err(n + 2) };
        let name = words.next().filter(|name| !name.is_empty()).ok_or(n + 2)?;
        add(&mut functions, name, Function { weight, calls });
    }
    Ok(functions)
}

/// Adds to what is known of a name.
pub fn add(functions: &mut Functions, name: &str, more: Function) {
    let f = functions.entry(name.to_string()).or_default();
    f.weight = f.weight.saturating_add(more.weight);
    f.calls = f.calls.saturating_add(more.calls);
}

/// The text of a profile.
pub fn print(functions: &Functions) -> String {
    let mut list: Vec<(&String, &Function)> = functions.iter().collect();
    list.sort_by_key(|(_, f)| std::cmp::Reverse(f.weight));
    let mut text = format!("{HEADER}\n");
    for (name, f) in list {
        writeln!(text, "{} {} {name}", f.weight, f.calls).ok();
    }
    text
}

/// The name of the file, and what the counters count, from the text in the executable; `None` if it is not such a text.
pub fn count<'a>(text: &'a str, counters: &[i64]) -> Option<(&'a str, Functions)> {
    let mut lines = text.lines();
    let file = lines.next()?;
    let mut counters = counters.iter().map(|n| *n as u64);
    let mut functions = Functions::new();
    for line in lines {
        let (name, sizes) = line.split_once('\t')?;
        let mut f = Function::default();
        for (n, size) in sizes.split(' ').enumerate() {
            let count = counters.next()?;
            f.weight = f.weight.saturating_add(count.saturating_mul(size.parse().ok()?));
            f.calls += if n == 0 { count } else { 0 };
        }
        add(&mut functions, name, f);
    }
    Some((file, functions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read() {
        let text = "rtranslate profile 1\n900 3 main loop\n20 2 f\n0 0 unused\n";
        let functions = parse(text).expect("a profile");
        assert_eq!(functions["main loop"], Function { weight: 900, calls: 3 });
        assert_eq!(print(&functions), text);
    }

    #[test]
    fn what_is_no_profile_is_refused_by_its_line() {
        assert_eq!(parse(""), Err(1));
        assert_eq!(parse("rtranslate profile 2\n"), Err(1));
        for line in ["1 2", "1 2 ", "x 2 f", "1 -2 f", ""] {
            assert_eq!(parse(&format!("{HEADER}\n1 1 g\n{line}\n")), Err(3), "{line:?}");
        }
    }

    #[test]
    fn counters_become_weights() {
        let (file, functions) = count("out.prof\nf\t3 10\ng\t1\nf\t2", &[2, 5, 7, 1]).expect("a text");
        assert_eq!(file, "out.prof");
        assert_eq!(functions["f"], Function { weight: 58, calls: 3 });
        assert_eq!(functions["g"], Function { weight: 7, calls: 7 });
        assert!(count("out.prof\nf\t3 10", &[2]).is_none());
    }
}
