//! The rules of the low-level IR.

use crate::backend::Error;
use crate::lir::*;

fn bad<T>(at: usize, text: impl std::fmt::Display) -> Result<T, Error> {
    Err(Error::Malformed(format!("instruction {at}: {text}")))
}

/// Checks a piece of code.
pub fn verify(code: &Code) -> Result<(), Error> {
    let n = code.kinds.len();
    let mut alive = vec![false; n];
    let mut assigned = vec![false; n];
    for r in code.inputs.iter().chain(&code.exc_input) {
        match alive.get_mut(r.0 as usize) {
            Some(a) if !*a => *a = true,
            _ => return bad(0, format!("input {r:?} listed twice or unknown")),
        }
        assigned[r.0 as usize] = true;
    }
    let mut labels: Vec<(LabelId, &[VReg])> = Vec::new();
    for inst in &code.insts {
        if let Inst::Label { id, args } = inst {
            if labels.iter().any(|l| l.0 == *id) {
                return bad(0, format!("label {id} twice"));
            }
            labels.push((*id, args));
        }
    }
    if let Some((l, _)) = code.published.iter().find(|p| !labels.iter().any(|l| l.0 == p.0)) {
        return bad(0, format!("published label {l} does not exist"));
    }
    let mut owned = vec![false; code.exits.len()];
    for (at, inst) in code.insts.iter().enumerate() {
        let mut problem = None;
        let mut check = |v: Val| match v {
            Val::Reg(r) if !alive.get(r.0 as usize).is_some_and(|a| *a) => {
                problem = Some(format!("{r:?} has no value"))
            }
            Val::Gc(i) if i as usize >= code.gc_consts.len() => problem = Some(format!("no constant {i}")),
            _ => {}
        };
        inst.uses(&mut check);
        if let Some(p) = problem {
            return bad(at, p);
        }
        let exact = inst.exit().map(|e| code.exits.get(e as usize).ok_or(e)).transpose();
        let exit = exact.or_else(|e| bad(at, format!("no exit {e}")))?;
        if !matches!(inst, Inst::Call(_))
            && inst.exit().is_some_and(|e| std::mem::replace(&mut owned[e as usize], true))
        {
            return bad(at, "an exit belongs to one guard only");
        }
        let mut defs = Vec::new();
        inst.defs(&mut |r| defs.push(r));
        for r in &defs {
            match assigned.get_mut(r.0 as usize) {
                Some(a) if !*a => *a = true,
                _ => return bad(at, format!("{r:?} assigned twice or unknown")),
            }
        }
        // The exit of an overflow sees the wrapped result; a forced call's exit may name the result (a hole then).
        if matches!(inst, Inst::Call(_) | Inst::BinOvf { .. }) {
            defs.iter().for_each(|r| alive[r.0 as usize] = true);
        }
        for v in exit.iter().flat_map(|e| e.args.iter().flatten().map(|(_, v)| *v).chain(e.exc)) {
            match v {
                Val::Reg(r) if !alive.get(r.0 as usize).is_some_and(|a| *a) => {
                    return bad(at, format!("{r:?} in the exit has no value"));
                }
                Val::Gc(i) if i as usize >= code.gc_consts.len() => return bad(at, format!("no constant {i}")),
                _ => {}
            }
        }
        defs.iter().for_each(|r| alive[r.0 as usize] = true);
        match inst {
            Inst::BinOvf { op, .. } if !matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul) => {
                return bad(at, format!("{op:?} with overflow"));
            }
            Inst::Call(c) if matches!(c.when, When::NotZero(_)) && c.dst.is_some() => {
                return bad(at, "a conditional call with a result");
            }
            Inst::Call(c) if matches!(c.when, When::Zero(_)) && c.dst.is_none_or(|d| code.kind(d) == Kind::Float) => {
                return bad(at, "result of a conditional call");
            }
            Inst::Label { args, .. } => {
                alive.iter_mut().for_each(|a| *a = false);
                for r in args.iter() {
                    if std::mem::replace(&mut alive[r.0 as usize], true) {
                        return bad(at, format!("label lists {r:?} twice"));
                    }
                }
            }
            Inst::Jump { target: Target::Local(l), args } => match labels.iter().find(|x| x.0 == *l) {
                Some((_, params)) if params.len() == args.len() => {}
                Some(_) => return bad(at, "wrong number of values in jump"),
                None => return bad(at, format!("no label {l}")),
            },
            _ => {}
        }
        let last = at + 1 == code.insts.len();
        if matches!(inst, Inst::Jump { .. } | Inst::Finish { .. }) != last {
            return bad(at, "jump or finish must be the last instruction");
        }
    }
    if code.insts.is_empty() {
        return bad(0, "no instructions");
    }
    Ok(())
}

/// Checks that a bridge fits the exit it starts from.
pub fn verify_bridge(code: &Code, exit: &Exit) -> Result<(), Error> {
    if exit.finish {
        return bad(0, "a bridge from a finish");
    }
    if code.inputs.len() != exit.args.len() {
        return bad(0, format!("{} inputs for an exit of {} values", code.inputs.len(), exit.args.len()));
    }
    for (r, arg) in code.inputs.iter().zip(&exit.args) {
        if arg.is_some_and(|(kind, _)| kind != code.kind(*r)) {
            return bad(0, format!("kind of input {r:?}"));
        }
    }
    Ok(())
}
