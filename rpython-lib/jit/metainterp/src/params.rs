//! The parameters that programs and users may set, with the names of the field. Defaults are the field's, but for those
//! that measurements here say are too high: compiling a bridge costs little, passing one through the blackhole much.

use jit_optimizeopt::Passes;

/// The parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Passes of a merge point before its loop is traced; 0 and less: never.
    pub threshold: i64,
    /// Calls of a portal before it is traced.
    pub function_threshold: i64,
    /// Failures of a guard before a bridge is traced.
    pub trace_eagerness: i64,
    /// Thousandths that counters lose at each decay.
    pub decay: i64,
    /// Operations in a trace.
    pub trace_limit: i64,
    /// Whether portals called by a traced portal are traced too.
    pub inlining: bool,
    /// Loops that are compiled while one is not used before its code is freed; 0: never.
    pub loop_longevity: i64,
    /// Versions of a loop besides the first, for other states of its variables.
    pub retrace_limit: i64,
    /// Pure operations that are remembered.
    pub pureop_historylength: i64,
    /// Guards that a loop may get for a bridge to fit it.
    pub max_retrace_guards: i64,
    /// Extra unrollings of a loop.
    pub max_unroll_loops: i64,
    /// How deep recursion is looked into.
    pub max_unroll_recursion: i64,
    /// Traces of more operations are not unrolled (peeled).
    pub disable_unrolling: i64,
    /// Accepted, without effect: there is no vectoriser.
    pub vec: [i64; 3],
    /// The optimiser's passes.
    pub enable_opts: Passes,
    /// Whether `unroll` (one iteration is peeled off) is among them.
    pub unroll: bool,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            threshold: 1039,
            function_threshold: 1619,
            trace_eagerness: 20,
            decay: 40,
            trace_limit: 6000,
            inlining: true,
            loop_longevity: 1000,
            retrace_limit: 3,
            pureop_historylength: 16,
            max_retrace_guards: 15,
            max_unroll_loops: 0,
            max_unroll_recursion: 2,
            disable_unrolling: 6000,
            vec: [0; 3],
            enable_opts: Passes::ALL,
            unroll: true,
        }
    }
}

impl Params {
    /// Sets a numeric one by name; false if there is none of that name.
    pub fn set(&mut self, name: &str, value: i64) -> bool {
        match name {
            "threshold" => self.threshold = value,
            "function_threshold" => self.function_threshold = value,
            "trace_eagerness" => self.trace_eagerness = value,
            "decay" => self.decay = value.clamp(0, 1000),
            "trace_limit" => self.trace_limit = value.max(1),
            "inlining" => self.inlining = value != 0,
            "loop_longevity" => self.loop_longevity = value,
            "retrace_limit" => self.retrace_limit = value,
            "pureop_historylength" => self.pureop_historylength = value,
            "max_retrace_guards" => self.max_retrace_guards = value,
            "max_unroll_loops" => self.max_unroll_loops = value,
            "max_unroll_recursion" => self.max_unroll_recursion = value,
            "disable_unrolling" => self.disable_unrolling = value,
            "vec" => self.vec[0] = value,
            "vec_all" => self.vec[1] = value,
            "vec_cost" => self.vec[2] = value,
            _ => return false,
        }
        true
    }

    /// Sets one by name from its text.
    fn set_text(&mut self, name: &str, value: &str) -> Option<()> {
        if name != "enable_opts" {
            return self.set(name, value.parse().ok()?).then_some(());
        }
        self.enable_opts = Passes::from_names(value).ok()?;
        self.unroll = value.split(':').any(|n| matches!(n, "unroll" | "all"));
        Some(())
    }

    /// Sets several: `a=1,b=2`, `off` or `default`. The error is the part that is not understood.
    pub fn set_user(&mut self, text: &str) -> Result<(), String> {
        for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            match part {
                "off" => (self.threshold, self.function_threshold) = (-1, -1),
                "default" => *self = Params::default(),
                _ => {
                    let known = part.split_once('=').and_then(|(n, v)| self.set_text(n.trim(), v.trim()));
                    known.ok_or_else(|| part.to_string())?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_by_name() {
        let mut p = Params::default();
        assert_eq!(p.set_user("threshold=3, trace_limit=100"), Ok(()));
        assert_eq!((p.threshold, p.trace_limit), (3, 100));
        assert_eq!(p.set_user("nothing=1"), Err("nothing=1".to_string()));
        assert_eq!(p.set_user("off"), Ok(()));
        assert_eq!(p.threshold, -1);
        assert_eq!(p.set_user("default"), Ok(()));
        assert_eq!(p, Params::default());
    }

    #[test]
    fn passes_by_name() {
        let mut p = Params::default();
        assert_eq!(p.set_user("enable_opts=heap:unroll"), Ok(()));
        assert_eq!((p.enable_opts.heap, p.enable_opts.rewrite, p.unroll), (true, false, true));
        assert_eq!(p.set_user("enable_opts="), Ok(()));
        assert_eq!((p.enable_opts, p.unroll), (Passes::NONE, false));
        assert!(p.set_user("enable_opts=heap:everything").is_err());
        assert_eq!(p.set_user("enable_opts=all"), Ok(()));
        assert_eq!(p, Params::default());
    }
}
