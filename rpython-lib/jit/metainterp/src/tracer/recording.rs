//! What the tracer does at each operation of a jitcode: executes it, and records it.

use super::*;

/// Operands as the trace names them.
type Args = SmallVec<[Arg; 8]>;
/// Operands as they are.
type Words = SmallVec<[u64; 8]>;

impl<H: Host> Engine for Tracer<'_, H> {
    type V = Boxed;

    fn before(&mut self) -> Result<(), Stop> {
        self.executed += 1;
        if self.escaped {
            return Err(Stop::Abort(Abort::Escape));
        }
        if self.trace.ops.len() > self.limits.trace {
            return Err(Stop::Abort(Abort::TooLong));
        }
        Ok(())
    }

    fn constant(&mut self, kind: Kind, bits: u64) -> Boxed {
        self.make_constant(kind, bits)
    }

    fn is_constant(&self, v: Boxed) -> bool {
        v.arg.is_const()
    }

    fn pure(&mut self, op: JitOp, args: &[Boxed]) -> Result<Boxed, Stop> {
        let mut words = [0u64; 4];
        for (word, arg) in words.iter_mut().zip(args) {
            *word = arg.bits;
        }
        let bits = op.eval(&words[..args.len().min(4)]).ok_or(Error::Code("no pure operation"))?;
        if args.iter().all(|a| a.arg.is_const()) {
            return Ok(self.make_constant(op.result().map_or(Kind::Int, result_kind), bits));
        }
        let null = Boxed { bits: 0, arg: Arg::NULL };
        let sixty_four = Boxed { bits: 64, arg: Arg::Int(64) };
        let list: Args = args.iter().map(|a| a.arg).collect();
        match (op, args) {
            (JitOp::PtrIszero, [a]) => self.record(Opnum::PtrEq, &[a.arg, null.arg], None, bits),
            (JitOp::PtrNonzero, [a]) => self.record(Opnum::PtrNe, &[a.arg, null.arg], None, bits),
            // Shifts of traces take the count modulo 64.
            (JitOp::IntLshift | JitOp::UintRshift, [a, b]) if !matches!(b.arg, Arg::Int(0..=63)) => {
                let opnum = if op == JitOp::IntLshift { Opnum::IntLshift } else { Opnum::UintRshift };
                let fits = self.int_op(Opnum::UintLt, &[*b, sixty_four])?;
                let mask = self.int_op(Opnum::IntNeg, &[fits])?;
                let masked = b.bits & 63;
                let shifted = op.eval(&[a.bits, masked]).ok_or(Error::Code("shift"))?;
                let shifted = self.record(opnum, &[a.arg, b.arg], None, shifted)?;
                self.int_op(Opnum::IntAnd, &[shifted, mask])
            }
            (JitOp::IntRshift, [a, b]) if !matches!(b.arg, Arg::Int(0..=63)) => {
                let past = self.int_op(Opnum::UintGe, &[*b, sixty_four])?;
                let mask = self.int_op(Opnum::IntNeg, &[past])?;
                let count = self.int_op(Opnum::IntOr, &[*b, mask])?;
                self.record(Opnum::IntRshift, &[a.arg, count.arg], None, bits)
            }
            _ => match trace_op(op) {
                Some(opnum) => self.record(opnum, &list, None, bits),
                None => Err(Stop::Abort(Abort::Unsupported)),
            },
        }
    }

    fn branch(&mut self, p: &Program, frames: &mut [Frame<Boxed>], op: JitOp, args: &[Boxed]) -> Result<bool, Stop> {
        match (op, args) {
            (JitOp::IntIsTrue, [v]) if self.is_bool(*v) => self.guard_truth(p, frames, *v),
            (JitOp::PtrIszero | JitOp::PtrNonzero, [v]) => {
                let null = v.bits == 0;
                if !v.arg.is_const() && !self.cache.is_nonnull(v.arg) {
                    if null {
                        self.guard(p, frames, Opnum::GuardIsnull, &[v.arg])?;
                        let constant = self.make_constant(Kind::Ref, 0);
                        self.replace(frames, v.arg, constant);
                    } else {
                        self.guard(p, frames, Opnum::GuardNonnull, &[v.arg])?;
                        self.cache.set_nonnull(v.arg);
                    }
                }
                Ok(null == (op == JitOp::PtrIszero))
            }
            _ => {
                // No register holds it.
                let condition = self.pure(op, args)?;
                let truth = condition.bits != 0;
                if !condition.arg.is_const() {
                    self.guard(p, frames, if truth { Opnum::GuardTrue } else { Opnum::GuardFalse }, &[condition.arg])?;
                }
                Ok(truth)
            }
        }
    }

    fn overflow(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: Overflow,
        args: &[Boxed],
    ) -> Result<Option<Boxed>, Stop> {
        let [a, b] = args else { return Err(Error::Code("operand").into()) };
        let value = op.eval(a.bits as i64, b.bits as i64);
        if a.arg.is_const() && b.arg.is_const() {
            return Ok(value.map(|v| self.make_constant(Kind::Int, v as u64)));
        }
        let opnum = match op {
            Overflow::Add => Opnum::IntAddOvf,
            Overflow::Sub => Opnum::IntSubOvf,
            Overflow::Mul => Opnum::IntMulOvf,
        };
        let result = self.record(opnum, &[a.arg, b.arg], None, value.unwrap_or(0) as u64)?;
        self.guard(p, frames, if value.is_some() { Opnum::GuardNoOverflow } else { Opnum::GuardOverflow }, &[])?;
        Ok(value.map(|_| result))
    }

    fn promote(&mut self, p: &Program, frames: &mut [Frame<Boxed>], kind: Kind, v: Boxed) -> Result<Boxed, Stop> {
        if v.arg.is_const() {
            return Ok(v);
        }
        let constant = self.make_constant(kind, v.bits);
        self.guard(p, frames, Opnum::GuardValue, &[v.arg, constant.arg])?;
        self.replace(frames, v.arg, constant);
        Ok(constant)
    }

    fn promotion(&mut self, p: &Program, frames: &mut [Frame<Boxed>], kind: Kind, v: Boxed) -> Result<Boxed, Stop> {
        if let Arg::Box(b) = v.arg {
            let place = || frames.last().map(|f| (f.code as u32, f.pc.wrapping_sub(3) as u32));
            let known = || self.varying.contains(&b) && place().is_some_and(|(code, pc)| self.keys.varies(code, pc));
            if std::mem::take(&mut self.any_value) || known() {
                self.varying.insert(b);
                return Ok(v);
            }
        }
        self.promote(p, frames, kind, v)
    }

    fn promote_string(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        v: Boxed,
        equal: Boxed,
        descr: DescrId,
    ) -> Result<Boxed, Stop> {
        if v.arg.is_const() {
            return Ok(v);
        }
        let constant = self.make_constant(Kind::Ref, v.bits);
        let Called::Returned(Some(same)) = self.call(p, frames, equal, &[v, constant], descr)? else {
            return Err(Error::Code("comparison of strings").into());
        };
        if !self.guard_truth(p, frames, same)? {
            return Err(Error::Code("a string differs from itself").into());
        }
        self.replace(frames, v.arg, constant);
        Ok(constant)
    }

    fn class_of(&mut self, p: &Program, frames: &mut [Frame<Boxed>], v: Boxed) -> Result<Boxed, Stop> {
        let class = self.host.class_of(p, v.bits)?;
        let class = self.make_constant(Kind::Int, class);
        if !v.arg.is_const() && !self.cache.class_known(v.arg) {
            self.guard(p, frames, Opnum::GuardClass, &[v.arg, class.arg])?;
            self.cache.set_class(v.arg);
        }
        Ok(class)
    }

    fn matches(&mut self, p: &Program, frames: &mut [Frame<Boxed>], exc: Boxed, class: Boxed) -> Result<bool, Stop> {
        let own = self.class_of(p, frames, exc)?;
        Ok(self.host.is_subclass(p, own.bits, class.bits)?)
    }

    fn heap(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Option<Boxed>, Stop> {
        let opnum = heap_op(op).ok_or(Stop::Abort(Abort::Unsupported))?;
        let list: Args = args.iter().map(|a| a.arg).collect();
        let first = list.first().copied().unwrap_or(Arg::NULL);
        let words: Words = args.iter().map(|a| a.bits).collect();
        // The place, if the cache can know it: object and constant index.
        let place = match op.info().action {
            Action::GetField { raw: false, .. } | Action::SetField { raw: false } => Some((first, 0)),
            Action::GetArrayItem { raw: false, .. }
            | Action::SetArrayItem { raw: false }
            | Action::GetInteriorField
            | Action::SetInteriorField => list.get(1).and_then(|i| i.as_int()).map(|i| (first, i)),
            _ => None,
        };
        if let (Some(_), Some((object, index))) = (kind, place) {
            if let Some(arg) = self.cache.get(object, descr, index) {
                let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
                return Ok(Some(Boxed { bits, arg }));
            }
        }
        let immutable = match op.info().action {
            Action::GetField { pure, .. } | Action::GetArrayItem { pure, .. } => {
                pure && !p.is_quasi(descr) || self.watched.knows(first, descr)
            }
            _ => false,
        };
        if let (Some(kind), true) = (kind, immutable && list.iter().all(|a| a.is_const())) {
            let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
            return Ok(Some(self.make_constant(kind, bits)));
        }
        if let (Some(kind), Action::GetField { raw: true, .. }, true) = (kind, op.info().action, first.is_const()) {
            // A field of a class, mostly.
            if p.descrs.field(descr).is_some_and(|f| f.pure_) {
                let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
                return Ok(Some(self.make_constant(kind, bits)));
            }
        }
        if let (Action::ArrayLen, true) = (op.info().action, first.is_const()) {
            let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
            return Ok(Some(self.make_constant(Kind::Int, bits)));
        }
        if let Action::ArrayLen = op.info().action {
            if let Some(arg) = self.cache.length(first) {
                let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
                return Ok(Some(Boxed { bits, arg }));
            }
        }
        if let Action::NewArray = op.info().action {
            self.guard_length(p, frames, args, descr)?;
        }
        let bits = match op.info().action {
            Action::New | Action::NewWithVtable | Action::NewArray => {
                match self.protected(frames, |host| host::execute(host, p, op, &words, descr)) {
                    // The blackhole tries again, and raises.
                    Err(Error::OutOfMemory) => return Err(Stop::Abort(Abort::Unsupported)),
                    done => done?,
                }
            }
            _ => host::execute(self.host, p, op, &words, descr)?,
        };
        let value = list.last().copied().unwrap_or(Arg::NULL);
        if bits.is_none() && self.leaks(&[value]) {
            self.escaped = true;
        }
        if let Some(bits) = bits {
            let result = self.record(opnum, &list, Some(descr), bits)?;
            if place.is_some() {
                self.derive(&list[..1], result.arg);
            }
            match (op.info().action, result.arg) {
                (Action::New | Action::NewWithVtable, Arg::Box(b)) => {
                    self.cache.allocated(b, op == JitOp::NewWithVtable);
                }
                (Action::NewArray, Arg::Box(b)) => {
                    self.cache.allocated(b, false);
                    self.cache.set_length(result.arg, first);
                }
                (Action::ArrayLen, _) => self.cache.set_length(first, result.arg),
                _ => {}
            }
            if kind == Some(Kind::Ref) {
                self.cache.read_unknown(first);
            }
            if let Some((object, index)) = place {
                self.cache.remember(object, descr, index, result.arg);
                self.cache.set_nonnull(object);
            }
            return Ok(Some(result));
        }
        // What is there already need not be stored.
        if let (Some((object, index)), Some(value)) = (place, list.last()) {
            if self.cache.get(object, descr, index) == Some(*value) {
                return Ok(None);
            }
        }
        self.trace.push(opnum, &list, Some(descr));
        match (place, op.info().action) {
            (Some((object, index)), _) => self.cache.store(object, descr, index, value),
            (None, Action::SetArrayItem { raw: false } | Action::SetInteriorField) => {
                self.cache.store_unknown(first, descr, value);
            }
            (None, _) => {
                if let Arg::Box(b) = value {
                    self.cache.escape(b);
                }
            }
        }
        Ok(None)
    }

    fn memory_error(&mut self) -> Option<Boxed> {
        None
    }

    fn vable(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Option<Boxed>, Stop> {
        self.vable_op(p, frames, op, kind, args, descr)
    }

    fn watch(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        object: Boxed,
        field: DescrId,
        hidden: DescrId,
    ) -> Result<(), Stop> {
        self.rely_on(p, frames, object, field, hidden)
    }

    fn before_write(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        object: Boxed,
        hidden: DescrId,
    ) -> Result<(), Stop> {
        let who = self.heap(p, frames, JitOp::GetfieldGcI, Some(Kind::Int), &[object], hidden)?;
        let who = who.ok_or(Error::Code("getfield"))?;
        if who.bits != 0 {
            return Err(Stop::Abort(Abort::Quasi));
        }
        self.guard_truth(p, frames, who)?;
        Ok(())
    }

    fn hint(&mut self, p: &Program, op: JitOp, args: &[Boxed], _: Option<DescrId>) -> Result<Option<Boxed>, Stop> {
        let first = args.first().copied().unwrap_or_default();
        let list: Args = args.iter().map(|a| a.arg).collect();
        match op.info().action {
            Action::IsConstant => Ok(Some(self.make_constant(Kind::Int, first.arg.is_const().into()))),
            Action::IsVirtual => {
                let virtual_ = self.cache.is_unescaped(first.arg);
                Ok(Some(self.make_constant(Kind::Int, virtual_.into())))
            }
            Action::TraceLength => Ok(Some(self.make_constant(Kind::Int, self.trace.ops.len() as u64))),
            Action::AssertGreen if !first.arg.is_const() => Err(Stop::Abort(Abort::BadLoop)),
            Action::AssertGreen => Ok(None),
            _ if first.arg.is_const() => Ok(None),
            Action::RecordExactClass => {
                let real = self.host.class_of(p, first.bits)?;
                if args.get(1).map(|c| c.bits) == Some(real) && !self.cache.class_known(first.arg) {
                    self.trace.push(Opnum::RecordExactClass, &list, None);
                    self.cache.set_class(first.arg);
                }
                Ok(None)
            }
            Action::AssertNotNone => {
                if first.bits != 0 && !self.cache.is_nonnull(first.arg) {
                    self.trace.push(Opnum::AssertNotNone, &list, None);
                    self.cache.set_nonnull(first.arg);
                }
                Ok(None)
            }
            _ => {
                if let Some(opnum) = trace_op(op) {
                    self.trace.push(opnum, &list, None);
                }
                Ok(None)
            }
        }
    }

    fn virtual_ref(&mut self, p: &Program, frames: &mut [Frame<Boxed>], object: Boxed) -> Result<Boxed, Stop> {
        self.make_reference(p, frames, object)
    }

    fn virtual_ref_finish(&mut self, p: &Program, reference: Boxed) -> Result<(), Stop> {
        Ok(self.finish_reference(p, reference)?)
    }

    fn conditional_call(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        (value, first): (bool, Boxed),
        func: Boxed,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Option<Called<Boxed>>, Stop> {
        let info = p.descrs.call(descr).ok_or(Error::Code("call descriptor"))?;
        let effect = &info.effect;
        let opnum = match (value, info.result) {
            (false, None) => Opnum::CondCallN,
            (true, Some(Kind::Int)) => Opnum::CondCallValueI,
            (true, Some(Kind::Ref)) => Opnum::CondCallValueR,
            _ => return Ok(None),
        };
        let made = (first.bits != 0) != value;
        let lent = args.iter().any(|a| self.own_array(a.arg).is_some());
        // One that may raise is recorded only where it is not made: what follows is not a handler then.
        if first.arg.is_const() || effect.forces() || lent || made && effect.can_raise() {
            return Ok(None);
        }
        let called = match made {
            true => {
                let words: Words = args.iter().map(|a| a.bits).collect();
                self.protected(frames, |host| host.call(p, func.bits, &words, descr))?
            }
            false => Called::Returned(value.then_some(first.bits)),
        };
        let mut list: Args = SmallVec::new();
        list.extend([first.arg, func.arg]);
        list.extend(args.iter().map(|a| a.arg));
        let result = self.trace.push(opnum, &list, Some(descr)).map(Arg::Box);
        self.cache.call(&list[2..], effect);
        self.watched.call(effect);
        self.after_call(p, frames, called, result, effect.can_raise()).map(Some)
    }

    fn call(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        func: Boxed,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Called<Boxed>, Stop> {
        let info = p.descrs.call(descr).ok_or(Error::Code("call descriptor"))?;
        let effect = &info.effect;
        if let Some(object) = self.follow(p, func, args) {
            return Ok(Called::Returned(Some(object)));
        }
        let elidable = effect.is_elidable() && info.result.is_some();
        let invariant = effect.extra == jit_trace::ExtraEffect::LoopInvariant;
        let words: Words = args.iter().map(|a| a.bits).collect();
        let lent = self.lend_arrays(p, args)?;
        // Whoever asks for the virtualizable would undo what was stored in its array.
        self.escaped |= !lent.is_empty() && effect.forces();
        let forces = effect.forces() && self.before_forcing(p)?;
        let called = self.protected(frames, |host| host.call(p, func.bits, &words, descr))?;
        if forces {
            self.after_forcing(p)?;
        }
        let constant = func.arg.is_const() && args.iter().all(|a| a.arg.is_const());
        if let (true, true, Called::Returned(value)) = (elidable, constant, called) {
            return Ok(Called::Returned(match (value, info.result) {
                (Some(bits), Some(kind)) => Some(self.make_constant(kind, bits)),
                _ => None,
            }));
        }
        let mut list: Args = SmallVec::new();
        list.push(func.arg);
        list.extend(args.iter().map(|a| a.arg));
        let raised = matches!(called, Called::Raised(_));
        let opnum = match forces {
            true => Opnum::call_may_force(info.result),
            false => Self::call_opnum(elidable && !raised, invariant, info.result),
        };
        let result = self.trace.push(opnum, &list, Some(descr)).map(Arg::Box);
        if let (true, Some(result)) = (elidable, result) {
            self.derive(&list[1..], result);
        }
        self.cache.call(&list[1..], effect);
        self.watched.call(effect);
        if forces {
            self.not_forced(p, frames, result)?;
        }
        self.take_arrays(p, &lent, effect)?;
        self.after_call(p, frames, called, result, effect.can_raise())
    }

    fn look_inside(&mut self, p: &Program, func: Boxed) -> Option<usize> {
        if !func.arg.is_const() {
            return None;
        }
        p.indirect.get(&func.bits).copied()
    }

    fn inline(&mut self, _: &Program, _: &mut [Frame<Boxed>], _: usize, _: &[Boxed]) -> Result<Inline<Boxed>, Stop> {
        self.frames_changed();
        Ok(Inline::Enter)
    }

    fn recursive(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &mut Variables<Boxed>,
    ) -> Result<Inline<Boxed>, Stop> {
        let greens: Vec<Arg> = vars[..3].iter().flatten().map(|v| v.arg).collect();
        let words: Vec<u64> = vars[..3].iter().flatten().map(|v| v.bits).collect();
        let constant = greens.iter().all(|g| g.is_const());
        if self.limits.inlining && constant && self.keys.inlines(driver, &words) {
            if self.ask(p, frames, driver, HookKind::NeverInline, vars)?.is_some_and(|never| never != 0) {
                return Ok(Inline::Called(self.call_portal(p, frames, driver, vars)?));
            }
            if self.depth_of(p, frames, driver, &greens) < self.limits.recursion {
                let start = self.trace.ops.len();
                self.frames_changed();
                self.enter_portal_frame(p, frames, driver, vars)?;
                let numbered = self.trace.ops.len() > start;
                let counts = p.drivers.get(usize::from(driver)).is_some_and(|d| d.recursive);
                self.inlined.push(Inlined { depth: frames.len(), driver, greens, start, counts, numbered });
                return Ok(Inline::Enter);
            }
            let words: Vec<u64> = vars[..3].iter().flatten().map(|v| v.bits).collect();
            self.keys.refuse_inlining(driver, &words);
        }
        Ok(Inline::Called(self.call_portal(p, frames, driver, vars)?))
    }

    fn merge_point(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &mut Variables<Boxed>,
    ) -> Result<Merge<Boxed>, Stop> {
        let info = p.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
        let texts = self.handles.borrow().keeps_texts();
        let note = if texts { self.note_merge_point(p, frames, driver, vars)? } else { None };
        let depth = frames.len();
        self.merges.resize(depth, 0);
        let first = self.merges[depth - 1] == 0;
        self.merges[depth - 1] += 1;
        let header = match self.header_seen {
            Some(seen) if seen == (depth, driver) => {
                self.header_seen = None;
                true
            }
            _ => !info.has_loop_header && !first,
        };
        if depth > 1 {
            if !header {
                return Ok(self.pass(note));
            }
            self.rounds.resize(depth, false);
            if !self.rounds[depth - 1] && hooks::has(p, driver, HookKind::UnrollOnce) {
                let once = self.ask(p, frames, driver, HookKind::UnrollOnce, vars)?;
                if once.is_some_and(|once| once != 0) {
                    self.rounds[depth - 1] = true;
                    return Ok(self.pass(note));
                }
            }
            // A loop inside a call runs for itself. Its call leaves the frame, so a guard after it must resume
            // in the caller, behind the caller's call.
            let called = self.call_portal(p, &mut frames[..depth - 1], driver, vars)?;
            return Ok(Merge::Finished(called));
        }
        let greens: Vec<Arg> = vars[..3].iter().flatten().map(|v| v.arg).collect();
        if greens.iter().any(|g| !g.is_const()) {
            return Err(Stop::Abort(Abort::BadLoop));
        }
        let start = first && !self.bridge;
        let words: Vec<u64> = vars[..3].iter().flatten().map(|v| v.bits).collect();
        let target = if start { None } else { self.keys.target(driver, &words) };
        if !header && !start && target.is_none() {
            return Ok(self.pass(note));
        }
        if !self.refs.is_empty() {
            return Err(Stop::Abort(Abort::BadLoop));
        }
        let frame = frames.last_mut().ok_or(Error::Code("no frame"))?;
        let reds = self.loop_state(p, frame, driver)?;
        let args: Vec<Arg> = reds.iter().map(|b| Arg::Box(*b)).collect();
        if let Some(target) = target.filter(|t| self.grow != Some(*t)) {
            // The optimiser may want to check something before it jumps into the loop.
            self.guard(p, frames, Opnum::GuardFutureCondition, &[])?;
            self.closing = Some(Closing::Target(target, args));
            return Ok(Merge::Leave);
        }
        if let Some(position) = self.merge_points.iter().rev().find(|m| m.driver == driver && m.greens == greens) {
            self.closing = Some(Closing::Loop(position.clone(), args));
            return Ok(Merge::Leave);
        }
        self.merge_points.push(MergePosition { driver, greens, reds, at: self.trace.ops.len() });
        Ok(self.pass(note))
    }

    fn returned(&mut self, depth: usize) {
        self.frames_changed();
        self.begun = self.begun.min(depth);
        self.merges.truncate(depth);
        self.rounds.truncate(depth);
        while self.inlined.last().is_some_and(|i| i.depth >= depth) {
            if let Some(call) = self.inlined.pop() {
                let size = self.trace.ops.len().saturating_sub(call.start);
                if call.numbered {
                    self.trace.push(Opnum::LeavePortalFrame, &[Arg::Int(call.driver.into())], None);
                }
                self.add_size(size, call);
            }
        }
    }

    fn loop_header(&mut self, frames: &[Frame<Boxed>], driver: u16) {
        self.header_seen = Some((frames.len(), driver));
    }
}
