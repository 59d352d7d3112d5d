//! Rules that code names where it applies them, so that tests can tell that each is tested.
//!
//! A rule of the optimiser, of the codewriter or of resume data says `rule!("heap.store_delayed")`. With the feature
//! `rules` (tests only) names are collected; without it nothing is left of them. Texts in `tests/rules` of these crates
//! state what each rule does; `tests/jit_rules.py` lists them in `docs/jit-rules.md`.

/// States that a rule is applied here: its name, or the name of a family and that of the member.
#[macro_export]
macro_rules! rule {
    ($name:expr) => {
        $crate::rules::applied("", $name)
    };
    ($family:expr, $member:expr) => {
        $crate::rules::applied($family, $member)
    };
}

#[cfg(feature = "rules")]
mod collected {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    thread_local!(static NAMES: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) });

    pub(super) fn add(name: String) {
        NAMES.with(|n| n.borrow_mut().insert(name));
    }

    /// The rules that this thread applied since it was asked last.
    pub fn take() -> BTreeSet<String> {
        NAMES.with(RefCell::take)
    }
}

#[cfg(feature = "rules")]
pub use collected::take;

/// Notes a rule, in tests of rules.
#[inline(always)]
pub fn applied(_family: &'static str, _member: &'static str) {
    #[cfg(feature = "rules")]
    collected::add(if _family.is_empty() { _member.to_string() } else { format!("{_family}.{_member}") });
}
