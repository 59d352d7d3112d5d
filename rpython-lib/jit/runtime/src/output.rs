//! Where logs go: `PYPYLOG=SECTION,SECTION:FILE`.

use std::io::Write;

/// A wish for logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Sections are wanted whose names begin with one of these.
    pub prefixes: Vec<String>,
    /// A file, or `-`: standard error.
    pub file: String,
}

impl Wish {
    /// Reads the variable's text. Without a colon, or with nothing before it, every section is wanted.
    pub fn parse(text: &str) -> Option<Wish> {
        let (prefixes, file) = text.split_once(':').unwrap_or(("", text));
        let file = file.replace("%d", &std::process::id().to_string());
        (!file.is_empty()).then(|| Wish { prefixes: prefixes.split(',').map(|p| p.trim().to_string()).collect(), file })
    }

    /// From the environment.
    pub fn from_env() -> Option<Wish> {
        Wish::parse(&std::env::var("PYPYLOG").ok()?)
    }

    /// Whether a section is wanted.
    pub fn wants(&self, section: &str) -> bool {
        self.prefixes.iter().any(|p| section.starts_with(p.as_str()))
    }

    /// Makes the file empty.
    pub fn begin(&self) {
        if self.file != "-" {
            std::fs::write(&self.file, "").ok();
        }
    }

    /// Appends text. A log that cannot be written is no reason to stop.
    pub fn write(&self, text: &str) {
        if self.file == "-" {
            policy::fatal::write_stderr(text.as_bytes());
        } else if let Ok(mut file) = std::fs::OpenOptions::new().append(true).create(true).open(&self.file) {
            file.write_all(text.as_bytes()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wish;

    #[test]
    fn sections_and_file() {
        let wish = Wish::parse("jit-log-opt,jit-summary:/tmp/x").unwrap();
        assert!(wish.wants("jit-log-opt-bridge") && wish.wants("jit-summary") && !wish.wants("jit-log-noopt-loop"));
        assert_eq!(wish.file, "/tmp/x");
        assert!(Wish::parse("everything").unwrap().wants("gc-minor"));
        assert_eq!(Wish::parse("jit:"), None);
    }
}
