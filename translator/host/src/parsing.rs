//! Files parsed in advance, by a thread of its own: while the host imports a module, its tree is made here.

use rustpython_parser::ast::Suite;
use rustpython_parser::{Parse, ParseError};
use std::collections::HashMap;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{channel, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Stack of the thread: expressions nest.
const STACK: usize = 64 << 20;

type Parsed = Result<Suite, ParseError>;

enum File {
    /// Nobody has begun with it.
    Waiting,
    /// The thread is at it.
    Begun,
    /// Text and tree.
    Done(String, Parsed),
}

enum Job {
    Parse(String),
    Drop(Suite),
}

/// Trees of files that are about to be asked for.
pub(crate) struct Parser {
    files: Mutex<HashMap<String, File>>,
    done: Condvar,
    jobs: Mutex<Option<Sender<Job>>>,
    /// How many files there have been.
    pub count: AtomicUsize,
}

impl Parser {
    pub fn start() -> Arc<Parser> {
        let (sender, jobs) = channel();
        let parser = Arc::new(Parser {
            files: Mutex::new(HashMap::new()),
            done: Condvar::new(),
            jobs: Mutex::new(Some(sender)),
            count: AtomicUsize::new(0),
        });
        let shared = Arc::downgrade(&parser);
        let work = move || {
            for job in jobs {
                match (job, shared.upgrade()) {
                    (Job::Parse(path), Some(parser)) => parser.parse(path),
                    (Job::Drop(tree), _) => drop(tree),
                    (Job::Parse(_), None) => {}
                }
            }
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
        if thread.is_err() {
            *parser.jobs.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        parser
    }

    fn files(&self) -> MutexGuard<'_, HashMap<String, File>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, job: Job) -> bool {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok())
    }

    /// A file that will be asked for.
    pub fn expect(&self, path: &str) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.files().entry(path.to_owned()).or_insert(File::Waiting);
        if !self.send(Job::Parse(path.to_owned())) {
            self.files().remove(path);
        }
    }

    fn parse(&self, path: String) {
        match self.files().get_mut(&path) {
            Some(file @ File::Waiting) => *file = File::Begun,
            _ => return,
        }
        let text = std::fs::read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let file = text.and_then(|text| {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            // Should the parser panic, it does so again for who asks.
            let parsed = catch_unwind(|| Suite::parse(&text, &path)).ok()?;
            Some(File::Done(text, parsed))
        });
        let mut files = self.files();
        match file {
            Some(file) => files.insert(path, file),
            None => files.remove(&path),
        };
        self.done.notify_all();
    }

    /// The tree of a file with that text, if it was or is being made.
    pub fn take(&self, path: &str, text: &str) -> Option<Parsed> {
        let mut files = self.files();
        loop {
            match files.remove(path)? {
                File::Waiting => return None,
                File::Begun => {
                    files.insert(path.to_owned(), File::Begun);
                    files = self.done.wait(files).unwrap_or_else(PoisonError::into_inner);
                }
                File::Done(known, parsed) => return (known == text).then_some(parsed),
            }
        }
    }

    /// Frees a tree, elsewhere.
    pub fn discard(&self, tree: Suite) {
        self.send(Job::Drop(tree));
    }
}
