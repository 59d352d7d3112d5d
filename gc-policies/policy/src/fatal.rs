//! Stopping the program.

/// Exit status of a program that stops with a fatal error.
pub const FATAL_STATUS: i32 = 1;

/// Writes bytes to standard error, all of them if it can.
pub fn write_stderr(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the buffer is valid for its length.
        let n = unsafe { libc::write(2, bytes.as_ptr().cast(), bytes.len()) };
        if n <= 0 {
            return;
        }
        bytes = &bytes[n as usize..];
    }
}

/// "Fatal RPython error: TEXT", and the end.
pub fn fatal_bytes(text: &[u8]) -> ! {
    let mut line = b"Fatal RPython error: ".to_vec();
    line.extend_from_slice(text);
    line.push(b'\n');
    write_stderr(&line);
    // SAFETY: ends the process.
    unsafe { libc::_exit(FATAL_STATUS) }
}

/// "Fatal RPython error: TEXT", and the end.
pub fn fatal(text: &str) -> ! {
    fatal_bytes(text.as_bytes())
}
