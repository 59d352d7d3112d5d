//! The run-time functions that programs call, as the run-time library has them.

use crate::float_text::float_to_string;
use crate::machine::Interp;
use crate::value::{Items, Object, Value};
use graph::eval::Scalar;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A run-time function. An error `exit N` ends the program with that code; any other is a broken rule.
pub type ExternFn = Rc<dyn Fn(&mut Interp<'_>, &[Value]) -> Result<Value, String>>;

mod libm {
    unsafe extern "C" {
        pub safe fn sin(x: f64) -> f64;
        pub safe fn cos(x: f64) -> f64;
        pub safe fn tan(x: f64) -> f64;
        pub safe fn asin(x: f64) -> f64;
        pub safe fn acos(x: f64) -> f64;
        pub safe fn atan(x: f64) -> f64;
        pub safe fn sinh(x: f64) -> f64;
        pub safe fn cosh(x: f64) -> f64;
        pub safe fn tanh(x: f64) -> f64;
        pub safe fn asinh(x: f64) -> f64;
        pub safe fn acosh(x: f64) -> f64;
        pub safe fn atanh(x: f64) -> f64;
        pub safe fn exp(x: f64) -> f64;
        pub safe fn exp2(x: f64) -> f64;
        pub safe fn expm1(x: f64) -> f64;
        pub safe fn log(x: f64) -> f64;
        pub safe fn log2(x: f64) -> f64;
        pub safe fn log10(x: f64) -> f64;
        pub safe fn log1p(x: f64) -> f64;
        pub safe fn sqrt(x: f64) -> f64;
        pub safe fn cbrt(x: f64) -> f64;
        pub safe fn fabs(x: f64) -> f64;
        pub safe fn floor(x: f64) -> f64;
        pub safe fn ceil(x: f64) -> f64;
        pub safe fn trunc(x: f64) -> f64;
        pub safe fn erf(x: f64) -> f64;
        pub safe fn erfc(x: f64) -> f64;
        pub safe fn tgamma(x: f64) -> f64;
        pub safe fn lgamma(x: f64) -> f64;
        pub safe fn pow(x: f64, y: f64) -> f64;
        pub safe fn fmod(x: f64, y: f64) -> f64;
        pub safe fn atan2(x: f64, y: f64) -> f64;
        pub safe fn hypot(x: f64, y: f64) -> f64;
        pub safe fn copysign(x: f64, y: f64) -> f64;
        pub safe fn remainder(x: f64, y: f64) -> f64;
        pub safe fn nextafter(x: f64, y: f64) -> f64;
        pub safe fn ldexp(x: f64, n: i32) -> f64;
    }
}

type Float1 = extern "C" fn(f64) -> f64;
type Float2 = extern "C" fn(f64, f64) -> f64;

fn float1(name: &str) -> Option<Float1> {
    macro_rules! table {
        ($($f:ident)*) => { match name { $(stringify!($f) => Some(libm::$f),)* _ => None } };
    }
    table!(sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 expm1 log log2 log10 log1p
        sqrt cbrt fabs floor ceil trunc erf erfc tgamma lgamma)
}

fn float2(name: &str) -> Option<Float2> {
    macro_rules! table {
        ($($f:ident)*) => { match name { $(stringify!($f) => Some(libm::$f),)* _ => None } };
    }
    table!(pow fmod atan2 hypot copysign remainder nextafter)
}

/// The hash of a string: FNV-1a, with the upper half mixed into the lower one; never 0.
fn fnv(text: &[u8]) -> i64 {
    let x = text.iter().fold(0x34_5678i64, |x, b| (x ^ i64::from(*b)).wrapping_mul(0x100_0000_01b3));
    match x ^ (x >> 32) {
        0 => 29_872_897,
        x => x,
    }
}

const EBADF: i64 = 9;
const EINVAL: i64 = 22;
/// File descriptors of opened files start here.
const FIRST_FD: i64 = 3;

/// Arithmetic whose result must be exact; the third argument is the place.
fn checked(it: &mut Interp<'_>, a: &[Value], sign: &str, f: fn(i64, i64) -> Option<i64>) -> Result<Value, String> {
    let (x, y) = (int(a, 0)?, int(a, 1)?);
    if let Some(n) = f(x, y) {
        return Ok(Value::int(n));
    }
    let place = String::from_utf8_lossy(it.string_bytes(a[2])?).into_owned();
    let text = format!("Fatal RPython error: signed overflow: {x} {sign} {y} at {place}\n");
    it.stderr.extend_from_slice(text.as_bytes());
    Err(format!("exit {}", crate::FATAL_EXIT))
}

/// The meaning of a run-time function, if it is one of those that the tests need.
pub(crate) fn standard(symbol: &str) -> Option<ExternFn> {
    if let Some(f) = float1(symbol) {
        return Some(Rc::new(move |_, a| Ok(Value::float(f(float(a, 0)?)))));
    }
    if let Some(f) = float2(symbol) {
        return Some(Rc::new(move |_, a| Ok(Value::float(f(float(a, 0)?, float(a, 1)?)))));
    }
    Some(match symbol {
        "rpy_ldexp" => Rc::new(|_, a| {
            let n = int(a, 1)?.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
            Ok(Value::float(libm::ldexp(float(a, 0)?, n)))
        }),
        "rpy_str_hash" => Rc::new(|it, a| Ok(Value::int(fnv(it.string_bytes(a[0])?)))),
        "rpy_char_hash" => Rc::new(|_, a| match a.first() {
            Some(Value::Scalar(Scalar::Char(c))) => Ok(Value::int(fnv(&[*c]))),
            _ => Err("argument 0 is not a char".to_string()),
        }),
        "rpy_os_write" => Rc::new(os_write),
        "rpy_os_read" => Rc::new(os_read),
        "rpy_os_open" => Rc::new(os_open),
        "rpy_os_close" => Rc::new(os_close),
        "rpy_os_lseek" => Rc::new(files::lseek),
        "rpy_os_stat" => Rc::new(files::stat),
        "rpy_os_fstat" => Rc::new(files::fstat),
        "rpy_os_stat_field" => Rc::new(|it, a| {
            let i = usize::try_from(int(a, 0)?).unwrap_or(usize::MAX);
            Ok(Value::int(it.last_stat.get(i).copied().unwrap_or(-EINVAL)))
        }),
        "rpy_os_access" => Rc::new(|it, a| Ok(done(std::fs::metadata(path(it, a[0])?).map(drop)))),
        "rpy_os_unlink" => Rc::new(|it, a| Ok(done(std::fs::remove_file(path(it, a[0])?)))),
        "rpy_os_mkdir" => Rc::new(|it, a| Ok(done(std::fs::create_dir(path(it, a[0])?)))),
        "rpy_os_rmdir" => Rc::new(|it, a| Ok(done(std::fs::remove_dir(path(it, a[0])?)))),
        "rpy_os_rename" => Rc::new(|it, a| Ok(done(std::fs::rename(path(it, a[0])?, path(it, a[1])?)))),
        "rpy_os_opendir" => Rc::new(files::opendir),
        "rpy_os_readdir" => Rc::new(files::readdir),
        "rpy_checks_at" | "rpy_checks_memory" => Rc::new(|_, _| Ok(Value::Void)),
        "rpy_checks_new" => return crate::raw::standard("rpy_mem_new"),
        "rpy_checks_free" => return crate::raw::standard("rpy_mem_free"),
        "rpy_checks_add" => Rc::new(|it, a| checked(it, a, "+", i64::checked_add)),
        "rpy_checks_sub" => Rc::new(|it, a| checked(it, a, "-", i64::checked_sub)),
        "rpy_checks_mul" => Rc::new(|it, a| checked(it, a, "*", i64::checked_mul)),
        "rpy_checks_lshift" => {
            Rc::new(|it, a| checked(it, a, "<<", |x, n| x.checked_shl(u32::try_from(n).ok()?).filter(|r| r >> n == x)))
        }
        // Nothing dies.
        "rpy_gc_register_finalizer" => Rc::new(|_, _| Ok(Value::Void)),
        "rpy_gc_next_dead" => Rc::new(|_, _| Ok(Value::Null)),
        // There is one thread.
        "rpy_thread_is_new" => Rc::new(|_, _| Ok(Value::int(0))),
        "rpy_thread_ident" => Rc::new(|_, _| Ok(Value::int(1))),
        "rpy_gil_yield" => Rc::new(|_, _| Ok(Value::Void)),
        "rpy_semaphore_free" => Rc::new(|_, _| Ok(Value::Void)),
        "rpy_os_closedir" => Rc::new(|_, _| Ok(Value::int(0))),
        "rpy_os_environ" => Rc::new(|it, a| {
            let i = usize::try_from(int(a, 0)?).unwrap_or(usize::MAX);
            match std::env::vars_os().nth(i) {
                Some((k, v)) => fill(it, a[1], int(a, 2)?, &[k.as_bytes(), b"=", v.as_bytes()].concat()),
                None => Ok(Value::int(-1)),
            }
        }),
        "rpy_os_exit" => Rc::new(|_, a| Err(format!("exit {}", int(a, 0)? & 0xff))),
        "rpy_os_isatty" => Rc::new(|_, _| Ok(Value::int(0))),
        "rpy_os_getpid" => Rc::new(|_, _| Ok(Value::int(i64::from(std::process::id())))),
        "rpy_os_getenv" => Rc::new(|it, a| {
            let name = std::ffi::OsStr::from_bytes(it.string_bytes(a[0])?).to_owned();
            match std::env::var_os(name) {
                Some(v) => fill(it, a[1], int(a, 2)?, v.as_bytes()),
                None => Ok(Value::int(-1)),
            }
        }),
        "rpy_os_setenv" => Rc::new(|it, a| {
            let bytes = |v| Ok::<_, String>(std::ffi::OsStr::from_bytes(it.string_bytes(v)?).to_owned());
            let (name, value) = (bytes(a[0])?, bytes(a[1])?);
            if name.is_empty() || name.as_bytes().contains(&b'=') {
                return Ok(Value::int(-EINVAL));
            }
            std::env::set_var(name, value);
            Ok(Value::int(0))
        }),
        "rpy_os_unsetenv" => Rc::new(|it, a| {
            std::env::remove_var(std::ffi::OsStr::from_bytes(it.string_bytes(a[0])?));
            Ok(Value::int(0))
        }),
        "rpy_os_getcwd" => Rc::new(|it, a| {
            let dir = std::env::current_dir().map_err(|e| e.to_string())?;
            fill(it, a[0], int(a, 1)?, dir.as_os_str().as_bytes())
        }),
        "rpy_os_strerror" => Rc::new(|it, a| {
            let text = std::io::Error::from_raw_os_error(int(a, 0)? as i32).to_string();
            let text = text.split(" (os error").next().unwrap_or("").to_owned();
            fill(it, a[1], int(a, 2)?, text.as_bytes())
        }),
        "rpy_time" => Rc::new(|_, _| Ok(Value::float(since_1970().as_secs_f64()))),
        "rpy_time_ns" => Rc::new(|_, _| Ok(Value::int(since_1970().as_nanos() as i64))),
        // A clock that only ever counts operations: runs are reproducible.
        "rpy_clock_process" | "rpy_clock_monotonic" => Rc::new(|it, _| Ok(Value::float(it.steps() as f64 * 1e-8))),
        "rpy_clock_process_ns" | "rpy_clock_monotonic_ns" => Rc::new(|it, _| Ok(Value::int(it.steps() as i64 * 10))),
        "rpy_sleep" => Rc::new(|_, _| Ok(Value::Void)),
        "rpy_utc_offset" => Rc::new(|_, _| Ok(Value::int(0))),
        "rpy_float_to_string" => Rc::new(|it, a| {
            let Value::Scalar(Scalar::Char(code)) = a[1] else { return Err("the code is not a char".into()) };
            let text = float_to_string(float(a, 0)?, code, int(a, 2)?, int(a, 3)?)?;
            fill(it, a[4], int(a, 5)?, text.as_bytes())
        }),
        "rpy_string_to_float" => Rc::new(|it, a| {
            let (start, n) = (int(a, 1)? as usize, int(a, 2)? as usize);
            let text = it.string_bytes(a[0])?.get(start..start + n).ok_or("out of range")?;
            let text = std::str::from_utf8(text).map_err(|e| e.to_string())?.replace('_', "");
            text.parse().map(Value::float).map_err(|_| format!("{text:?} is not a float"))
        }),
        "rpy_raw_malloc" => Rc::new(|it, a| {
            let n = usize::try_from(int(a, 0)?).map_err(|e| e.to_string())?;
            match it.allocate(Object { ty: None, fields: Box::default(), items: Items::Raw(vec![0; n]) }) {
                Value::Obj(o) => Ok(Value::Addr(o, 0)),
                other => Ok(other),
            }
        }),
        "rpy_raw_free" => Rc::new(|_, _| Ok(Value::Void)),
        _ => return crate::raw::standard(symbol),
    })
}

fn since_1970() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

pub(crate) fn int(args: &[Value], i: usize) -> Result<i64, String> {
    args.get(i).and_then(|v| v.as_int()).ok_or_else(|| format!("argument {i} is not an int"))
}

fn float(args: &[Value], i: usize) -> Result<f64, String> {
    args.get(i).and_then(|v| v.as_float()).ok_or_else(|| format!("argument {i} is not a float"))
}

/// Writes a text into a buffer of `cap` bytes if it fits; its length.
fn fill(it: &mut Interp<'_>, buf: Value, cap: i64, text: &[u8]) -> Result<Value, String> {
    if text.len() as i64 <= cap {
        let b = it.string_bytes_mut(buf)?;
        b.get_mut(..text.len()).ok_or("the buffer is shorter than said")?.copy_from_slice(text);
    }
    Ok(Value::int(text.len() as i64))
}

fn file<'a>(it: &'a Interp<'_>, fd: i64) -> Option<&'a File> {
    it.files.get(usize::try_from(fd - FIRST_FD).ok()?)?.as_ref()
}

fn path(it: &Interp<'_>, v: Value) -> Result<std::path::PathBuf, String> {
    Ok(std::path::PathBuf::from(std::ffi::OsStr::from_bytes(it.string_bytes(v)?)))
}

/// 0, or the negative error number.
fn done(r: std::io::Result<()>) -> Value {
    match r {
        Ok(()) => Value::int(0),
        Err(e) => errno(&e),
    }
}

fn errno(e: &std::io::Error) -> Value {
    Value::int(-i64::from(e.raw_os_error().unwrap_or(5)))
}

fn os_write(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
    let (fd, start, n) = (int(a, 0)?, int(a, 2)?, int(a, 3)?);
    let (start, n) = (start as usize, n as usize);
    let bytes = it.string_bytes(a[1])?.get(start..start.wrapping_add(n)).ok_or("out of range")?.to_vec();
    match fd {
        1 => it.stdout.extend_from_slice(&bytes),
        2 => it.stderr.extend_from_slice(&bytes),
        _ => match file(it, fd).map(|mut f| f.write(&bytes)) {
            Some(Ok(n)) => return Ok(Value::int(n as i64)),
            Some(Err(e)) => return Ok(errno(&e)),
            None => return Ok(Value::int(-EBADF)),
        },
    }
    Ok(Value::int(bytes.len() as i64))
}

fn os_read(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
    let (fd, n) = (int(a, 0)?, int(a, 2)?);
    let Ok(n) = usize::try_from(n) else { return Ok(Value::int(-EINVAL)) };
    let mut bytes = vec![0; n];
    let got = if fd == 0 && it.stdin.is_empty() && it.inherit_stdin {
        match std::io::stdin().read(&mut bytes) {
            Ok(got) => got,
            Err(e) => return Ok(errno(&e)),
        }
    } else if fd == 0 {
        let got = n.min(it.stdin.len());
        bytes[..got].copy_from_slice(&it.stdin[..got]);
        it.stdin.drain(..got);
        got
    } else {
        match file(it, fd).map(|mut f| f.read(&mut bytes)) {
            Some(Ok(got)) => got,
            Some(Err(e)) => return Ok(errno(&e)),
            None => return Ok(Value::int(-EBADF)),
        }
    };
    let b = it.string_bytes_mut(a[1])?;
    b.get_mut(..got).ok_or("the buffer is shorter than said")?.copy_from_slice(&bytes[..got]);
    Ok(Value::int(got as i64))
}

fn os_open(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
    let path = path(it, a[0])?;
    // The numbers of Linux.
    let flags = int(a, 1)?;
    let mut options = OpenOptions::new();
    match flags & 3 {
        0 => options.read(true),
        1 => options.write(true),
        _ => options.read(true).write(true),
    };
    options.create(flags & 0o100 != 0).truncate(flags & 0o1000 != 0);
    if flags & 0o2000 != 0 {
        options.append(true);
    }
    match options.open(path) {
        Ok(f) => {
            it.files.push(Some(f));
            Ok(Value::int(it.files.len() as i64 - 1 + FIRST_FD))
        }
        Err(e) => Ok(errno(&e)),
    }
}

fn os_close(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
    let slot = usize::try_from(int(a, 0)? - FIRST_FD).ok().and_then(|i| it.files.get_mut(i));
    Ok(Value::int(match slot.and_then(Option::take) {
        Some(_) => 0,
        None => -EBADF,
    }))
}

/// Positions, states and directories of files.
mod files {
    use super::*;
    use std::io::{Seek, SeekFrom};
    use std::os::unix::fs::MetadataExt;

    pub fn lseek(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
        let (pos, whence) = (int(a, 1)?, int(a, 2)?);
        let to = match whence {
            0 if pos >= 0 => SeekFrom::Start(pos as u64),
            1 => SeekFrom::Current(pos),
            2 => SeekFrom::End(pos),
            _ => return Ok(Value::int(-EINVAL)),
        };
        Ok(match file(it, int(a, 0)?).map(|mut f| f.seek(to)) {
            Some(Ok(n)) => Value::int(n as i64),
            Some(Err(e)) => errno(&e),
            None => Value::int(-EBADF),
        })
    }

    fn keep(it: &mut Interp<'_>, m: std::io::Result<std::fs::Metadata>) -> Value {
        let m = match m {
            Ok(m) => m,
            Err(e) => return errno(&e),
        };
        let time = |s: i64, ns: i64| s * 1_000_000_000 + ns;
        it.last_stat = vec![
            i64::from(m.mode()),
            m.ino() as i64,
            m.dev() as i64,
            m.nlink() as i64,
            i64::from(m.uid()),
            i64::from(m.gid()),
            m.size() as i64,
            time(m.atime(), m.atime_nsec()),
            time(m.mtime(), m.mtime_nsec()),
            time(m.ctime(), m.ctime_nsec()),
        ];
        Value::int(0)
    }

    pub fn stat(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
        let path = path(it, a[0])?;
        let m = if int(a, 1)? != 0 { std::fs::metadata(path) } else { std::fs::symlink_metadata(path) };
        Ok(keep(it, m))
    }

    pub fn fstat(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
        let m = match int(a, 0)? {
            0..=2 => std::fs::metadata("/dev/null"),
            fd => match file(it, fd) {
                Some(f) => f.metadata(),
                None => return Ok(Value::int(-EBADF)),
            },
        };
        Ok(keep(it, m))
    }

    pub fn opendir(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
        match std::fs::read_dir(path(it, a[0])?) {
            Ok(entries) => {
                let mut names: Vec<Vec<u8>> = entries.flatten().map(|e| e.file_name().as_bytes().to_vec()).collect();
                // The next name is the last one.
                names.sort_by(|a, b| b.cmp(a));
                it.directories.push(names);
                Ok(Value::int(it.directories.len() as i64 - 1))
            }
            Err(e) => Ok(errno(&e)),
        }
    }

    pub fn readdir(it: &mut Interp<'_>, a: &[Value]) -> Result<Value, String> {
        let (handle, cap) = (int(a, 0)?, int(a, 2)?);
        let names = usize::try_from(handle).ok().and_then(|h| it.directories.get_mut(h));
        let Some(names) = names else { return Ok(Value::int(-EBADF)) };
        let Some(name) = names.last().cloned() else { return Ok(Value::int(0)) };
        if name.len() as i64 <= cap {
            names.pop();
        }
        fill(it, a[1], cap, &name)
    }
}
