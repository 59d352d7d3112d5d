//! Memory that holds what is not needed any more.
//!
//! What a thread frees of another's memory waits until that other thread allocates again, which it may never do. And
//! each phase runs other code, and the kernel maps code in pieces of 64 kB; what LLVM runs when the program starts is
//! scattered over most of it. Taken together that would be two fifths of the memory of a small translation.

use std::path::Path;

extern "C" {
    /// mimalloc's: gives memory back that the calling thread has freed, or that others have freed of what was its own.
    fn mi_collect(force: bool);
    /// mimalloc's: sets an option.
    fn mi_option_set(option: i32, value: libc::c_long);
}

/// `mi_option_purge_delay`: milliseconds until freed memory is given back; -1: never.
const PURGE_DELAY: i32 = 15;

/// The program is a big one: from now on memory is kept, since having it again takes longer than it is worth.
pub fn prefer_time() {
    // SAFETY: the option is known to the library, which may be told at any time.
    unsafe { mi_option_set(PURGE_DELAY, -1) }
}

/// A step is over and another begins; `alone`: no other thread is at work.
pub fn between(alone: bool) {
    if alone {
        give_back();
        rayon::broadcast(|_| give_back());
    }
    forget_code();
}

fn give_back() {
    // SAFETY: takes nothing that is in use; the library is linked, it is the allocator.
    unsafe { mi_collect(true) }
}

/// Has the kernel unmap this program's code; what goes on running is mapped again when it is reached.
pub fn forget_code() {
    let Ok(maps) = std::fs::read_to_string("/proc/self/maps") else { return };
    let Some(exe) = std::env::current_exe().ok() else { return };
    for (start, size) in maps.lines().filter_map(|line| code(line, &exe)) {
        // SAFETY: a mapping of a file that nobody writes to: what is dropped is read from the file again.
        unsafe {
            libc::madvise(start as *mut libc::c_void, size, libc::MADV_DONTNEED);
        }
    }
}

/// Start and size of a mapping, if it is code of that file.
fn code(line: &str, exe: &Path) -> Option<(usize, usize)> {
    let mut words = line.split_ascii_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let executable = words.next()? == "r-xp";
    let path = words.nth(3)?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    let (start, end) = (address(start)?, address(end)?);
    (executable && Path::new(path) == exe).then(|| (start, end - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_of_the_program_is_forgotten() {
        let line = |flags: &str, path: &str| format!("00400000-00402000 {flags} 00e6c000 fe:00 532 {path}");
        let found = |line: &str| code(line, Path::new("/bin/prog"));
        assert_eq!(found(&line("r-xp", "/bin/prog")), Some((0x400000, 0x2000)));
        assert_eq!(found(&line("r--p", "/bin/prog")), None);
        assert_eq!(found(&line("r-xp", "/lib/libc.so")), None);
        assert_eq!(found(&line("r-xp", "")), None);
    }

    #[test]
    fn a_program_goes_on_without_its_code() {
        between(true);
        assert_eq!(format!("{}", 6 * 7), "42");
    }
}
