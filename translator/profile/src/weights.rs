//! What a profile says of a program.

use abi::profile::{self, Functions};
use diagnostics::Diagnostic;
use graph::Program;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// All but one in so many operations are executed by functions that are not cold.
const COLD_SHARE: u128 = 100;
/// All but one in so many operations are executed by hot functions.
const HOT_SHARE: u128 = 10;

/// What ran, and how much.
#[derive(Debug)]
pub struct Profile {
    functions: Functions,
}

impl Profile {
    /// Reads a file.
    ///
    /// # Errors
    /// If there is none, or it is no profile.
    pub fn read(path: &Path) -> Result<Profile, Diagnostic> {
        let wrong = |what: String| Diagnostic::error("E0409", format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let functions = profile::parse(&text).map_err(|line| {
            wrong(format!("line {line} is not that of a profile")).help("make it anew with --profile-generate")
        })?;
        Ok(Profile { functions })
    }

    /// Marks the graphs that hardly run: those that execute the fewest operations for their size, as long as all
    /// together execute next to nothing; and those that execute the most. How many graphs hardly run.
    pub fn mark(&self, program: &mut Program) -> usize {
        let mut sizes: HashMap<&str, u64> = HashMap::new();
        for g in program.graphs.values() {
            let size: usize = g.blocks.values().map(|b| b.ops.len() + 1).sum();
            *sizes.entry(&g.name).or_default() += size as u64;
        }
        let known = self.functions.iter().filter_map(|(name, f)| Some((name.as_str(), f.weight, *sizes.get(&**name)?)));
        let mut list: Vec<(&str, u64, u64)> = known.collect();
        let order = |(w, s): (u64, u64), (v, r): (u64, u64)| {
            (u128::from(w) * u128::from(r)).cmp(&(u128::from(v) * u128::from(s)))
        };
        list.sort_by(|(a, w, s), (b, v, r)| order((*w, *s), (*v, *r)).then(a.cmp(b)));
        let total: u128 = list.iter().map(|(_, w, _)| u128::from(*w)).sum();
        let mut sum = 0;
        let cold = list.iter().take_while(|(_, w, _)| {
            sum += u128::from(*w);
            sum * COLD_SHARE <= total
        });
        let cold: HashSet<String> = cold.map(|(name, ..)| name.to_string()).collect();
        let mut left = total;
        let hot = list.iter().rev().take_while(|(_, w, _)| {
            let more = left * HOT_SHARE > total;
            left -= u128::from(*w);
            more
        });
        let hot: HashSet<String> = hot.map(|(name, ..)| name.to_string()).collect();
        let mut n = 0;
        for g in program.graphs.values_mut() {
            g.attrs.cold = cold.contains(&*g.name);
            g.attrs.hot = !g.attrs.cold && hot.contains(&*g.name);
            n += usize::from(g.attrs.cold);
        }
        n
    }
}
