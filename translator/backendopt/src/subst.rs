//! Replacement of variables, collected by a pass and applied once.

use cranelift_entity::SecondaryMap;
use graph::{Graph, Operand, Var};

/// What variables are to be replaced by. Chains are followed.
#[derive(Default)]
pub struct Subst {
    map: SecondaryMap<Var, Option<Operand>>,
    any: bool,
}

impl Subst {
    /// No replacements.
    pub fn new() -> Subst {
        Subst::default()
    }

    /// From now on `v` is `by`. Ignored if that is `v` itself.
    pub fn set(&mut self, v: Var, by: Operand) {
        let by = self.resolve(&by);
        if by != Operand::Var(v) {
            self.map[v] = Some(by);
            self.any = true;
        }
    }

    /// The end of the chain that starts at an operand.
    pub fn resolve(&self, a: &Operand) -> Operand {
        let mut at = a;
        while let Operand::Var(v) = at {
            match &self.map[*v] {
                Some(next) => at = next,
                None => break,
            }
        }
        at.clone()
    }

    /// Whether a variable is replaced.
    pub fn has(&self, v: Var) -> bool {
        self.map[v].is_some()
    }

    /// Whether there is any replacement.
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// Replaces all uses in a graph.
    pub fn apply(&self, graph: &mut Graph) {
        if self.any {
            graph.replace_uses(|v| self.has(v).then(|| self.resolve(&Operand::Var(v))));
        }
    }
}
