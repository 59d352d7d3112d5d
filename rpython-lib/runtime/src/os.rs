//! `rpy_os_*`: the operating system. Failures are a negative errno.
//!
//! Functions that fill a buffer write the text if it fits and give its length in any case, so that
//! the caller can try again with a larger one.

#![allow(clippy::missing_safety_doc)]

use crate::strings::{bytes, bytes_mut, RpyString};
use std::cell::RefCell;
use std::ffi::{CStr, CString};

const EINVAL: i64 = libc::EINVAL as i64;
const ENOENT: i64 = libc::ENOENT as i64;

fn errno() -> i64 {
    i64::from(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO))
}

fn result(n: i64) -> i64 {
    if n < 0 {
        -errno()
    } else {
        n
    }
}

/// A path for C; no path contains a zero byte.
unsafe fn path(s: *const RpyString) -> Result<CString, i64> {
    CString::new(bytes(s)).map_err(|_| -EINVAL)
}

/// Writes a text into a buffer of `cap` bytes if it fits; its length.
unsafe fn fill(buf: *mut RpyString, cap: i64, text: &[u8]) -> i64 {
    let out = bytes_mut(buf);
    if text.len() as i64 <= cap && text.len() <= out.len() {
        out[..text.len()].copy_from_slice(text);
    }
    text.len() as i64
}

macro_rules! with_path {
    ($s:expr, $p:ident => $e:expr) => {
        match path($s) {
            Ok($p) => result(i64::from($e)),
            Err(e) => e,
        }
    };
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_open(name: *const RpyString, flags: i64, mode: i64) -> i64 {
    with_path!(name, p => libc::open(p.as_ptr(), flags as i32 | libc::O_CLOEXEC, mode as libc::mode_t))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_read(fd: i64, buf: *mut RpyString, count: i64) -> i64 {
    let out = bytes_mut(buf);
    if count < 0 || count as usize > out.len() {
        return -EINVAL;
    }
    result(libc::read(fd as i32, out.as_mut_ptr().cast(), count as usize) as i64)
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_write(fd: i64, data: *const RpyString, start: i64, count: i64) -> i64 {
    let Some(part) = slice(bytes(data), start, count) else { return -EINVAL };
    result(libc::write(fd as i32, part.as_ptr().cast(), part.len()) as i64)
}

/// `text[start..start + count]`, if that exists.
pub(crate) fn slice(text: &[u8], start: i64, count: i64) -> Option<&[u8]> {
    let start = usize::try_from(start).ok()?;
    let end = start.checked_add(usize::try_from(count).ok()?)?;
    text.get(start..end)
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_close(fd: i64) -> i64 {
    result(i64::from(libc::close(fd as i32)))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_lseek(fd: i64, position: i64, how: i64) -> i64 {
    result(libc::lseek(fd as i32, position, how as i32))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_isatty(fd: i64) -> i64 {
    i64::from(libc::isatty(fd as i32))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_ftruncate(fd: i64, length: i64) -> i64 {
    result(i64::from(libc::ftruncate(fd as i32, length)))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_dup(fd: i64) -> i64 {
    result(i64::from(libc::fcntl(fd as i32, libc::F_DUPFD_CLOEXEC, 0)))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_dup2(fd: i64, to: i64) -> i64 {
    result(i64::from(libc::dup2(fd as i32, to as i32)))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_fsync(fd: i64) -> i64 {
    result(i64::from(libc::fsync(fd as i32)))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_access(name: *const RpyString, mode: i64) -> i64 {
    with_path!(name, p => libc::access(p.as_ptr(), mode as i32))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_unlink(name: *const RpyString) -> i64 {
    with_path!(name, p => libc::unlink(p.as_ptr()))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_mkdir(name: *const RpyString, mode: i64) -> i64 {
    with_path!(name, p => libc::mkdir(p.as_ptr(), mode as libc::mode_t))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_rmdir(name: *const RpyString) -> i64 {
    with_path!(name, p => libc::rmdir(p.as_ptr()))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_rename(from: *const RpyString, to: *const RpyString) -> i64 {
    let to = match path(to) {
        Ok(p) => p,
        Err(e) => return e,
    };
    with_path!(from, p => libc::rename(p.as_ptr(), to.as_ptr()))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_chdir(name: *const RpyString) -> i64 {
    with_path!(name, p => libc::chdir(p.as_ptr()))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_chmod(name: *const RpyString, mode: i64) -> i64 {
    with_path!(name, p => libc::chmod(p.as_ptr(), mode as libc::mode_t))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_getpid() -> i64 {
    i64::from(libc::getpid())
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_getppid() -> i64 {
    i64::from(libc::getppid())
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_getuid() -> i64 {
    i64::from(libc::getuid())
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_kill(pid: i64, signal: i64) -> i64 {
    result(i64::from(libc::kill(pid as libc::pid_t, signal as i32)))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_system(command: *const RpyString) -> i64 {
    with_path!(command, p => libc::system(p.as_ptr()))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_umask(mask: i64) -> i64 {
    i64::from(libc::umask(mask as libc::mode_t))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_urandom(buf: *mut RpyString, count: i64) -> i64 {
    let out = bytes_mut(buf);
    if count < 0 || count as usize > out.len() {
        return -EINVAL;
    }
    let mut done = 0;
    while done < count as usize {
        let n = libc::getrandom(out[done..].as_mut_ptr().cast(), count as usize - done, 0);
        if n <= 0 {
            return -errno();
        }
        done += n as usize;
    }
    count
}

/// Ends the process at once.
#[no_mangle]
pub unsafe extern "C" fn rpy_os_exit(status: i64) {
    crate::profile::finish();
    libc::_exit(status as i32)
}

thread_local! {
    static STAT: RefCell<[i64; 10]> = const { RefCell::new([0; 10]) };
    static PIPE: RefCell<[i32; 2]> = const { RefCell::new([-1; 2]) };
    static DIRS: RefCell<Vec<Option<std::fs::ReadDir>>> = const { RefCell::new(Vec::new()) };
}

fn keep(status: i64, s: &libc::stat) -> i64 {
    if status < 0 {
        return -errno();
    }
    let ns = |sec: i64, nsec: i64| sec.saturating_mul(1_000_000_000).saturating_add(nsec);
    STAT.with_borrow_mut(|kept| {
        *kept = [
            i64::from(s.st_mode),
            s.st_ino as i64,
            s.st_dev as i64,
            s.st_nlink as i64,
            i64::from(s.st_uid),
            i64::from(s.st_gid),
            s.st_size,
            ns(s.st_atime, s.st_atime_nsec),
            ns(s.st_mtime, s.st_mtime_nsec),
            ns(s.st_ctime, s.st_ctime_nsec),
        ];
    });
    0
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_stat(name: *const RpyString, follow: i64) -> i64 {
    let p = match path(name) {
        Ok(p) => p,
        Err(e) => return e,
    };
    let mut s: libc::stat = std::mem::zeroed();
    let f = if follow != 0 { libc::stat } else { libc::lstat };
    keep(i64::from(f(p.as_ptr(), &mut s)), &s)
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_fstat(fd: i64) -> i64 {
    let mut s: libc::stat = std::mem::zeroed();
    keep(i64::from(libc::fstat(fd as i32, &mut s)), &s)
}

/// A field of the last stat: mode, ino, dev, nlink, uid, gid, size, times of access, change of
/// contents and change of status in nanoseconds.
#[no_mangle]
pub unsafe extern "C" fn rpy_os_stat_field(index: i64) -> i64 {
    STAT.with_borrow(|s| usize::try_from(index).ok().and_then(|i| s.get(i).copied()).unwrap_or(0))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_pipe() -> i64 {
    PIPE.with_borrow_mut(|p| result(i64::from(libc::pipe2(p.as_mut_ptr(), libc::O_CLOEXEC))))
}

/// An end of the last pipe: 0 to read, 1 to write.
#[no_mangle]
pub unsafe extern "C" fn rpy_os_pipe_end(index: i64) -> i64 {
    PIPE.with_borrow(|p| i64::from(p[(index != 0) as usize]))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_getcwd(buf: *mut RpyString, cap: i64) -> i64 {
    use std::os::unix::ffi::OsStrExt;
    match std::env::current_dir() {
        Ok(dir) => fill(buf, cap, dir.as_os_str().as_bytes()),
        Err(e) => -i64::from(e.raw_os_error().unwrap_or(libc::EIO)),
    }
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_getenv(name: *const RpyString, buf: *mut RpyString, cap: i64) -> i64 {
    let Ok(name) = CString::new(bytes(name)) else { return -ENOENT };
    let value = libc::getenv(name.as_ptr());
    if value.is_null() {
        return -ENOENT;
    }
    fill(buf, cap, CStr::from_ptr(value).to_bytes())
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_setenv(name: *const RpyString, value: *const RpyString) -> i64 {
    let value = match path(value) {
        Ok(v) => v,
        Err(e) => return e,
    };
    with_path!(name, p => libc::setenv(p.as_ptr(), value.as_ptr(), 1))
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_unsetenv(name: *const RpyString) -> i64 {
    with_path!(name, p => libc::unsetenv(p.as_ptr()))
}

extern "C" {
    static environ: *const *const std::ffi::c_char;
}

/// The `index`th entry `NAME=VALUE` of the environment; negative past the last.
#[no_mangle]
pub unsafe extern "C" fn rpy_os_environ(index: i64, buf: *mut RpyString, cap: i64) -> i64 {
    let mut at = environ;
    for _ in 0..index {
        if at.is_null() || (*at).is_null() {
            return -ENOENT;
        }
        at = at.add(1);
    }
    if at.is_null() || (*at).is_null() {
        return -ENOENT;
    }
    fill(buf, cap, CStr::from_ptr(*at).to_bytes())
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_readlink(name: *const RpyString, buf: *mut RpyString, cap: i64) -> i64 {
    use std::os::unix::ffi::OsStrExt;
    match std::fs::read_link(std::ffi::OsStr::from_bytes(bytes(name))) {
        Ok(target) => fill(buf, cap, target.as_os_str().as_bytes()),
        Err(e) => -i64::from(e.raw_os_error().unwrap_or(libc::EINVAL)),
    }
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_strerror(error: i64, buf: *mut RpyString, cap: i64) -> i64 {
    let text = libc::strerror(error as i32);
    fill(buf, cap, CStr::from_ptr(text).to_bytes())
}

/// A handle of a directory to list.
#[no_mangle]
pub unsafe extern "C" fn rpy_os_opendir(name: *const RpyString) -> i64 {
    use std::os::unix::ffi::OsStrExt;
    match std::fs::read_dir(std::ffi::OsStr::from_bytes(bytes(name))) {
        Ok(dir) => DIRS.with_borrow_mut(|dirs| match dirs.iter().position(Option::is_none) {
            Some(i) => {
                dirs[i] = Some(dir);
                i as i64
            }
            None => {
                dirs.push(Some(dir));
                dirs.len() as i64 - 1
            }
        }),
        Err(e) => -i64::from(e.raw_os_error().unwrap_or(libc::EIO)),
    }
}

/// The next name in a directory (without `.` and `..`); 0 at the end.
#[no_mangle]
pub unsafe extern "C" fn rpy_os_readdir(handle: i64, buf: *mut RpyString, cap: i64) -> i64 {
    use std::os::unix::ffi::OsStrExt;
    DIRS.with_borrow_mut(|dirs| {
        let dir = usize::try_from(handle).ok().and_then(|i| dirs.get_mut(i)).and_then(Option::as_mut);
        match dir.and_then(Iterator::next) {
            Some(Ok(entry)) => fill(buf, cap, entry.file_name().as_bytes()),
            Some(Err(e)) => -i64::from(e.raw_os_error().unwrap_or(libc::EIO)),
            None => 0,
        }
    })
}

#[no_mangle]
pub unsafe extern "C" fn rpy_os_closedir(handle: i64) -> i64 {
    DIRS.with_borrow_mut(|dirs| {
        if let Some(slot) = usize::try_from(handle).ok().and_then(|i| dirs.get_mut(i)) {
            *slot = None;
        }
    });
    0
}

#[cfg(test)]
mod tests {
    use super::slice;

    #[test]
    fn slices_are_checked() {
        assert_eq!(slice(b"hello", 1, 3), Some(&b"ell"[..]));
        assert_eq!(slice(b"hello", 5, 0), Some(&b""[..]));
        assert_eq!(slice(b"hello", 3, 3), None);
        assert_eq!(slice(b"hello", -1, 1), None);
        assert_eq!(slice(b"hello", i64::MAX, i64::MAX), None);
    }
}
