//! Object code of units kept between translations.
//!
//! A unit's object depends on its text, the passes and the version of LLVM only, so it is kept under
//! a hash of these (SipHash, 128 bits). A one-function edit changes the text of one unit or two. A
//! file that is damaged counts as absent; the folder is kept under [`LIMIT`] bytes, what was not
//! used for longest goes first (also what `host` keeps in it). Trouble with the folder never fails a translation.

use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes that the folder may hold.
const LIMIT: u64 = 1 << 29;
/// First bytes of a file.
const MAGIC: &[u8; 8] = b"rtunit1\n";

/// Hash of some texts.
fn hash(parts: &[&[u8]]) -> u128 {
    let mut h = SipHasher13::new();
    for part in parts {
        h.write_u64(part.len() as u64);
        h.write(part);
    }
    h.finish128().as_u128()
}

/// Where the object of a unit is kept. `settings`: all that it depends on beside its text.
pub fn place(dir: &Path, settings: &str, text: &str) -> PathBuf {
    let version = env!("CARGO_PKG_VERSION");
    dir.join(format!("{:032x}.unit", hash(&[version.as_bytes(), settings.as_bytes(), text.as_bytes()])))
}

/// The object kept there, if it is whole.
pub fn load(path: &Path) -> Option<Vec<u8>> {
    let data = std::fs::read(path).ok()?;
    let (head, object) = data.split_at_checked(24)?;
    let (magic, sum) = head.split_at(8);
    if magic != MAGIC || sum != hash(&[object]).to_le_bytes() {
        return None;
    }
    if let Ok(file) = std::fs::File::options().append(true).open(path) {
        file.set_modified(SystemTime::now()).ok();
    }
    Some(object.to_vec())
}

/// Keeps an object; it appears whole or not at all.
pub fn store(path: &Path, object: &[u8]) {
    let Some(dir) = path.parent() else { return };
    let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
    let data = [&MAGIC[..], &hash(&[object]).to_le_bytes(), object].concat();
    let written = std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&temporary, data))
        .and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        std::fs::remove_file(&temporary).ok();
    }
}

/// Removes what was not used for longest, if there is too much.
pub fn trim(dir: &Path) {
    trim_to(dir, LIMIT);
}

fn trim_to(dir: &Path, limit: u64) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .filter_map(|e| {
            let e = e.ok()?;
            let data = e.metadata().ok()?;
            let ours = e.path().extension().is_some_and(|x| x == "unit" || x == "code" || x == "tmp");
            ours.then_some((data.modified().ok()?, data.len(), e.path()))
        })
        .collect();
    let mut total: u64 = files.iter().map(|f| f.1).sum();
    if total <= limit {
        return;
    }
    files.sort();
    // Some room, so that not each translation has to look for what to remove.
    for (_, size, path) in files {
        if total <= limit / 4 * 3 {
            break;
        }
        if std::fs::remove_file(path).is_ok() {
            total -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("rtranslate-cache-{name}-{}", std::process::id()));
        std::fs::remove_dir_all(&dir).ok();
        dir
    }

    #[test]
    fn what_was_stored_comes_back_unless_damaged() {
        let dir = folder("damage");
        let path = place(&dir, "O2", "define void @f()");
        assert_eq!(load(&path), None);
        store(&path, b"object code");
        assert_eq!(load(&path).as_deref(), Some(&b"object code"[..]));
        let mut data = std::fs::read(&path).expect("file");
        *data.last_mut().expect("bytes") ^= 1;
        std::fs::write(&path, &data).expect("write");
        assert_eq!(load(&path), None);
        std::fs::write(&path, b"short").expect("write");
        assert_eq!(load(&path), None);
        std::fs::remove_dir_all(&dir).ok();
    }

    #[test]
    fn text_and_settings_make_the_place() {
        let dir = Path::new("d");
        assert_ne!(place(dir, "O2", "a"), place(dir, "O2", "b"));
        assert_ne!(place(dir, "O2", "a"), place(dir, "O0", "a"));
        assert_ne!(place(dir, "O", "2a"), place(dir, "O2", "a"));
    }

    #[test]
    fn the_oldest_go_first() {
        let dir = folder("trim");
        for (n, text) in ["a", "b", "c", "d"].iter().enumerate() {
            let path = place(&dir, "", text);
            store(&path, &[0; 1000]);
            let age = std::time::Duration::from_secs(1000 - 100 * n as u64);
            let file = std::fs::File::options().append(true).open(&path).expect("open");
            file.set_modified(SystemTime::now() - age).expect("time");
        }
        trim_to(&dir, 3000);
        let left: Vec<bool> = ["a", "b", "c", "d"].iter().map(|t| load(&place(&dir, "", t)).is_some()).collect();
        assert_eq!(left, [false, false, true, true]);
        std::fs::remove_dir_all(&dir).ok();
    }
}
