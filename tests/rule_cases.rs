//! Files of cases that state the rules of the JIT: text in, text out. Included by the tests of several crates.
//!
//! ```text
//! rule: heap.store_replaced
//! # A later store to the same place replaces one that was delayed.
//! with: -string
//! [p0, i1]
//! …
//! =>
//! [p0, i1]
//! …
//! ```
//!
//! `rule:` lists the rules that the case is for, joined by commas; then what they say, options (`key: value`, keys that
//! the test knows), the text that goes in, and the text that comes out. An empty line ends the case. With `BLESS_RULES=1`
//! in the environment the files get what comes out now: read the difference.

use std::fmt::Write as _;
use std::path::Path;

/// A case.
#[derive(Clone, Debug, Default)]
pub struct Case {
    pub rules: Vec<String>,
    says: Vec<String>,
    pub options: Vec<(String, String)>,
    pub input: String,
    expected: String,
}

impl Case {
    /// The value of an option.
    #[allow(dead_code)]
    pub fn option(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    fn print(&self, found: &str) -> String {
        let mut out = format!("rule: {}\n", self.rules.join(", "));
        out.extend(self.says.iter().map(|line| format!("{line}\n")));
        out.extend(self.options.iter().map(|(k, v)| format!("{k}: {v}\n")));
        let _ = write!(out, "{}=>\n{}", self.input, found);
        out
    }
}

/// The text before the first case, and the cases.
fn read(text: &str, keys: &[&str]) -> (String, Vec<Case>) {
    let at = if text.starts_with("rule: ") { 0 } else { text.find("\nrule: ").map_or(text.len(), |n| n + 1) };
    let (head, rest) = text.split_at(at);
    let mut cases: Vec<Case> = Vec::new();
    for part in rest.split("\n\n").filter(|p| !p.trim().is_empty()) {
        let mut case = Case::default();
        let mut body = false;
        let mut after = false;
        for line in part.trim_matches('\n').lines() {
            let option = line.split_once(": ").filter(|(k, _)| !body && keys.contains(k));
            if let Some(names) = line.strip_prefix("rule: ").filter(|_| !body) {
                case.rules = names.split(',').map(|n| n.trim().to_string()).collect();
            } else if line.starts_with("# ") && !body {
                case.says.push(line.to_string());
            } else if let Some((key, value)) = option {
                case.options.push((key.to_string(), value.to_string()));
            } else if line == "=>" {
                (body, after) = (true, true);
            } else {
                body = true;
                let to = if after { &mut case.expected } else { &mut case.input };
                to.push_str(line);
                to.push('\n');
            }
        }
        assert!(!case.rules.is_empty() && !case.says.is_empty(), "a case without rule or sentence:\n{part}");
        cases.push(case);
    }
    (head.to_string(), cases)
}

/// Runs all cases of a folder: `check` answers what comes out, ending in a newline.
pub fn run(folder: &Path, keys: &[&str], check: &dyn Fn(&Case) -> String) {
    let bless = std::env::var_os("BLESS_RULES").is_some();
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("folder").map(|e| e.expect("entry").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = String::new();
    for file in files {
        let (head, cases) = read(&std::fs::read_to_string(&file).expect("reads"), keys);
        let mut texts = Vec::new();
        for case in &cases {
            #[cfg(feature = "rules")]
            drop(abi::rules::take());
            let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(case)));
            let found = found.unwrap_or_else(|_| {
                let _ = writeln!(wrong, "{}: panic in\n{}", file.display(), case.print(""));
                case.expected.clone()
            });
            #[cfg(feature = "rules")]
            {
                let applied = abi::rules::take();
                for rule in case.rules.iter().filter(|r| !applied.contains(*r)) {
                    let _ = writeln!(
                        wrong,
                        "{}: not applied: {rule}, but {applied:?} in\n{}",
                        file.display(),
                        case.print(&found)
                    );
                }
            }
            if found != case.expected && !bless {
                let _ = writeln!(wrong, "{}: expected\n{}found\n{}", file.display(), case.print(&case.expected), found);
            }
            texts.push(case.print(&found));
        }
        if bless {
            std::fs::write(&file, head + &texts.join("\n")).expect("writes");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
