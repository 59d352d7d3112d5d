//! `rpy_profile_begin`: executables made with `--profile-generate` count what runs; when the process ends, the counts
//! are added to the profile.
//!
//! A process that is killed, or that stops at a fatal error, writes nothing.

use abi::profile::{self, Shape};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Where the counters are, and the text that describes them.
struct Counters {
    counters: &'static [i64],
    text: &'static [u8],
}

static COUNTERS: OnceLock<Counters> = OnceLock::new();

/// The program begins.
///
/// # Safety
/// The arguments are data of the executable.
#[no_mangle]
pub unsafe extern "C" fn rpy_profile_begin(counters: *const Shape<i64>, text: *const Shape<u8>) {
    // SAFETY: arrays of that length, there for the whole process.
    let array = |length: u64| usize::try_from(length).unwrap_or(0);
    let counters = std::slice::from_raw_parts((*counters).items.as_ptr(), array((*counters).length));
    let text = std::slice::from_raw_parts((*text).items.as_ptr(), array((*text).length));
    if COUNTERS.set(Counters { counters, text }).is_ok() {
        libc::atexit(at_exit);
    }
}

extern "C" fn at_exit() {
    finish();
}

/// Adds what was counted to the profile, if the program counts. Called when the process ends.
pub fn finish() {
    let Some(known) = COUNTERS.get() else { return };
    // Threads may still count: a number more or less is no harm.
    let counters: Vec<i64> = known
        .counters
        .iter()
        // SAFETY: an item of the array.
        .map(|n| unsafe { std::ptr::read_volatile(n) })
        .collect();
    let text = String::from_utf8_lossy(known.text);
    let Some((file, counted)) = profile::count(&text, &counters) else { return };
    let file = std::env::var_os(profile::VARIABLE).map_or_else(|| PathBuf::from(file), PathBuf::from);
    if let Err(e) = write(&file, counted) {
        eprintln!("the profile was not written to {}: {e}", file.display());
    }
}

/// Adds to a file, whole or not at all.
fn write(file: &Path, counted: profile::Functions) -> std::io::Result<()> {
    let mut all = counted;
    if let Some(before) = std::fs::read_to_string(file).ok().and_then(|text| profile::parse(&text).ok()) {
        before.into_iter().for_each(|(name, f)| profile::add(&mut all, &name, f));
    }
    let mut new = file.as_os_str().to_owned();
    new.push(format!(".{}", std::process::id()));
    std::fs::write(&new, profile::print(&all))?;
    std::fs::rename(&new, file)
}
