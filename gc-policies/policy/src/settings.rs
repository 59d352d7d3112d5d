//! Settings from the environment.

/// Knobs of the collectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `RPY_GC_STRESS=N`: collect at every Nth allocation; 0: off.
    pub stress: u64,
    /// `RPY_GC_POISON=1`: fill evacuated and freed memory.
    pub poison: bool,
    /// `RPY_GC_VERIFY=1`: walk the heap after each collection.
    pub verify: bool,
    /// `RPY_GC_NURSERY=BYTES`.
    pub nursery: Option<usize>,
    /// `RPY_GC_MAX=BYTES`: more live memory is a MemoryError.
    pub max: Option<usize>,
    /// `RPY_GC_STATS=1`: figures on standard error at the end.
    pub stats: bool,
}

/// Byte that poisoned memory is filled with.
pub const POISON: u8 = 0xDB;

/// Reads a size such as `4194304`, `4096K`, `4M` or `1G`.
pub fn parse_size(text: &str) -> Option<usize> {
    let t = text.trim().trim_end_matches(['B', 'b']);
    let (digits, shift) = match t.as_bytes().last()? {
        b'k' | b'K' => (&t[..t.len() - 1], 10),
        b'm' | b'M' => (&t[..t.len() - 1], 20),
        b'g' | b'G' => (&t[..t.len() - 1], 30),
        _ => (t, 0),
    };
    digits.parse::<usize>().ok()?.checked_mul(1 << shift)
}

impl Settings {
    /// From environment variables; what cannot be read counts as absent.
    pub fn from_env() -> Settings {
        let get = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let on = |name: &str| get(name).is_some_and(|v| v != "0");
        Settings {
            stress: get("RPY_GC_STRESS").and_then(|v| v.parse().ok()).unwrap_or(0),
            poison: on("RPY_GC_POISON"),
            verify: on("RPY_GC_VERIFY"),
            nursery: get("RPY_GC_NURSERY").and_then(|v| parse_size(&v)).filter(|n| *n > 0),
            max: get("RPY_GC_MAX").and_then(|v| parse_size(&v)).filter(|n| *n > 0),
            stats: on("RPY_GC_STATS"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn sizes_with_and_without_suffix() {
        assert_eq!(parse_size("4096"), Some(4096));
        assert_eq!(parse_size("4M"), Some(4 << 20));
        assert_eq!(parse_size("2GB"), Some(2 << 30));
        assert_eq!(parse_size("x"), None);
        assert_eq!(parse_size(""), None);
    }
}
