//! The linker, and files.

use crate::Options;
use diagnostics::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::Command;

fn error(message: String) -> Diagnostic {
    Diagnostic::error("E0401", message)
}

/// Checks before the work what would fail after it: the run-time library and the place for the output.
pub fn check(options: &Options) -> Result<(), Diagnostic> {
    let library = library(options);
    if !library.is_file() {
        return Err(error(format!("the run-time library {} is missing", library.display()))
            .help("build it with `cargo build --release -p minimark -p minimark-jit -p semispace`"));
    }
    let dir = parent(&options.output);
    if !dir.is_dir() {
        return Err(error(format!("the directory {} does not exist", dir.display())));
    }
    if options.output.is_dir() {
        return Err(error(format!("{} is a directory", options.output.display())));
    }
    Ok(())
}

/// Whether a path is a device, a pipe or the like, which is written to and not replaced.
pub fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn library(options: &Options) -> PathBuf {
    options.runtime_dir.join(options.library)
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Writes a file that the user asked to keep.
pub fn keep(dir: &Path, name: &str, data: &[u8]) -> Result<(), Diagnostic> {
    let path = dir.join(name);
    let written = std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&path, data));
    written.map_err(|e| error(format!("cannot write {}: {e}", path.display())))
}

/// A directory that is removed when the value goes out of scope.
struct TempDir(PathBuf);

impl TempDir {
    /// Beside the output, so that the result can be moved into place; if it is to be written to what is there, among the
    /// system's temporary files.
    fn new(output: &Path) -> Result<TempDir, Diagnostic> {
        let name = output.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let place = if is_special(output) { std::env::temp_dir() } else { parent(output) };
        let dir = place.join(format!(".{name}.{}.tmp", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|e| error(format!("cannot create {}: {e}", dir.display())))?;
        Ok(TempDir(dir))
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// Bytes of objects of a small program.
const SMALL: usize = 8 << 20;

/// Links objects and run time to the executable, which appears whole or not at all. `more`: what the program asks for.
pub fn link(objects: &[(String, Vec<u8>)], more: &[String], options: &Options) -> Result<(), Diagnostic> {
    let dir = TempDir::new(&options.output)?;
    let mut files = Vec::new();
    for (name, object) in objects {
        let path = dir.0.join(format!("{name}.o"));
        std::fs::write(&path, object).map_err(|e| error(format!("cannot write {}: {e}", path.display())))?;
        files.push(path);
    }
    let result = dir.0.join("executable");
    let mut command = Command::new("cc");
    command.args(["-no-pie", "-Wl,--gc-sections", "-Wl,--build-id=none", "-Wl,-z,noexecstack"]);
    if !options.debug {
        command.arg("-Wl,--strip-debug");
    }
    let size: usize = objects.iter().map(|(_, object)| object.len()).sum();
    if let Some((name, path)) = linker(size, options.debug) {
        command.arg(format!("-fuse-ld={name}")).arg(format!("-B{}", parent(&path).display()));
    }
    command.arg("-o").arg(&result).args(&files).arg(library(options)).args(more).args(["-lpthread", "-ldl", "-lm"]);
    let output = command.output().map_err(|e| {
        error(format!("the linker `cc` could not be started: {e}")).help("install a C compiler such as gcc or clang")
    })?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let mut d = error("the linker failed".to_string());
        for line in text.lines().take(12) {
            d = d.note(line.to_string());
        }
        if !more.is_empty() {
            d = d.help(format!("the program's external functions ask for {}: is it installed?", more.join(" ")));
        }
        return Err(d);
    }
    let placed = match is_special(&options.output) {
        true => write_to(&result, &options.output),
        false => std::fs::rename(&result, &options.output),
    };
    placed.map_err(|e| error(format!("cannot write {}: {e}", options.output.display())))
}

/// Name and place of the linker for objects of that size, if there is a better one than the usual: gold needs 30 MB
/// for a small program where lld needs 80; lld links large ones on all cores.
fn linker(size: usize, debug: bool) -> Option<(&'static str, PathBuf)> {
    let small = size <= SMALL && !debug;
    let names = if small { ["gold", "lld"] } else { ["lld", "gold"] };
    names.into_iter().find_map(|name| Some((name, find(&format!("ld.{name}"))?)))
}

/// Writes the contents of a file to something that exists.
fn write_to(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut to = std::fs::OpenOptions::new().write(true).open(to)?;
    std::io::copy(&mut std::fs::File::open(from)?, &mut to).map(|_| ())
}

/// A program on the search path.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|d| d.join(name)).find(|p| p.is_file())
}
