//! Random low-level programs that always end and never break a rule.

use diagnostics::Span;
use graph::{
    parse_program, Block, Const, Exit, ExternId, Graph, GraphId, Handler, Imm, Inline, Link, OpCode, Operand, Program,
    StaticId, Var,
};
use lltype::{ContainerId, FieldRef, LLType};

const PRELUDE: &str = r#"
type OBJECT = gc struct "object" {typeptr: *VTABLE immutable}
type VTABLE = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable, name: *STR immutable}
type STR = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type NODE = gc struct parent OBJECT {value: Signed, next: *NODE, fixed: Signed immutable}
type BOX = gc struct parent OBJECT {x: Signed, node: *NODE, f: *FUNC}
type FUNC = func (*NODE, Signed) -> Signed
type INTS = gc struct "array" {} items Signed
extern log "test_log" (Signed) -> Void
static n_exc: STR immutable = {0} bytes "Exception"
static n_ovf: STR immutable = {0} bytes "OverflowError"
static n_key: STR immutable = {0} bytes "KeyError"
static n_node: STR immutable = {0} bytes "Node"
static vt_exc: VTABLE immutable = {1, 10, @n_exc:*STR}
static vt_ovf: VTABLE immutable = {2, 3, @n_ovf:*STR}
static vt_key: VTABLE immutable = {4, 5, @n_key:*STR}
static vt_node: VTABLE immutable = {11, 12, @n_node:*STR}
static ovf: OBJECT = {@vt_ovf:*VTABLE}
static key: OBJECT = {@vt_key:*VTABLE}
static node: NODE = {@vt_node:*VTABLE, 17, null:*NODE, 23}
static table: INTS = {} items [3, 1, 4, 1, 5]
object OBJECT
vtable VTABLE
string STR
exception OverflowError ovf
"#;

const OBJECT: u32 = 0;
const VTABLE: u32 = 1;
const NODE: u32 = 3;
const BOX: u32 = 4;
const FUNC: u32 = 5;
const INTS: u32 = 6;
const VT_OVF: u32 = 5;
const VT_KEY: u32 = 6;
const VT_NODE: u32 = 7;
const EXC_KEY: u32 = 9;
const STATIC_NODE: u32 = 10;
const TABLE: u32 = 11;

fn ptr(c: u32) -> LLType {
    LLType::Ptr(ContainerId::from_u32(c))
}

fn field(container: u32, index: u32) -> Imm {
    Imm::Field(FieldRef { container: ContainerId::from_u32(container), index })
}

fn stat(s: u32, ty: u32) -> Operand {
    Operand::Const(Const::Static(StaticId::from_u32(s), ptr(ty)))
}

fn int(i: i64) -> Operand {
    Operand::Const(Const::Int(i))
}

struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e3779b97f4a7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// A random program; its entry takes and returns an int.
pub fn program(seed: u64) -> Program {
    let n = 2 + Rng(!seed).below(5) as u32;
    program_of(seed, n)
}

/// A random program of `n` graphs.
pub fn program_of(seed: u64, n: u32) -> Program {
    let mut p = parse_program(PRELUDE).unwrap();
    let mut rng = Rng(seed);
    for i in 0..n {
        let last = i + 1 == n;
        let g = Gen::new(&mut rng, i, last).function();
        p.graphs.push(g);
    }
    p.entry = Some(GraphId::from_u32(n - 1));
    p
}

#[derive(Clone)]
struct Scope {
    ints: Vec<Operand>,
    bools: Vec<Operand>,
    nodes: Vec<Operand>,
    boxes: Vec<Operand>,
}

struct Gen<'r> {
    rng: &'r mut Rng,
    graph: Graph,
    number: u32,
    at: Block,
    scope: Scope,
    budget: usize,
    result: LLType,
    /// Only loads, stores and control flow around objects that stay in the graph.
    local: bool,
}

/// Graph number n takes (*NODE, Signed) and returns Signed, but each third returns a *BOX.
fn returns_box(number: u32) -> bool {
    number % 3 == 2
}

impl Gen<'_> {
    fn new(rng: &mut Rng, number: u32, main: bool) -> Gen<'_> {
        let mut graph = Graph::new(&format!("f{number}"), Span::NONE);
        let at = graph.start;
        let mut scope = Scope { ints: vec![int(5)], bools: Vec::new(), nodes: Vec::new(), boxes: Vec::new() };
        if !main {
            scope.nodes.push(graph.add_param(at, None, Some(ptr(NODE))).into());
        } else {
            scope.nodes.push(stat(STATIC_NODE, NODE));
        }
        scope.ints.push(graph.add_param(at, None, Some(LLType::Signed)).into());
        let result = if returns_box(number) && !main { ptr(BOX) } else { LLType::Signed };
        graph.result = Some(result);
        graph.attrs.inline = match rng.below(6) {
            0 => Inline::Never,
            1 => Inline::Always,
            2 => Inline::Try,
            _ => Inline::Auto,
        };
        let budget = 4 + rng.below(30);
        let local = rng.one_in(3);
        Gen { rng, graph, number, at, scope, budget, result, local }
    }

    fn function(mut self) -> Graph {
        while self.budget > 0 {
            self.statement(0);
        }
        self.give_back();
        self.graph
    }

    fn give_back(&mut self) {
        let value = if self.result == LLType::Signed {
            let (a, b) = (self.int(), self.int());
            self.op(OpCode::IntXor, Imm::None, vec![a, b], LLType::Signed).into()
        } else {
            self.boxed()
        };
        self.graph.blocks[self.at].exit = Exit::Return(value);
    }

    fn op(&mut self, code: OpCode, imm: Imm, args: Vec<Operand>, ty: LLType) -> Var {
        self.graph.push_op(self.at, code, imm, args.into_iter().collect(), Some(ty), Span::NONE)
    }

    fn pick(&mut self, list: &[Operand]) -> Operand {
        // Newer values more often.
        let n = list.len();
        let i = n - 1 - self.rng.below(n).min(self.rng.below(n));
        list[i].clone()
    }

    fn int(&mut self) -> Operand {
        if self.rng.one_in(5) {
            return int(self.rng.below(7) as i64 - 2);
        }
        let list = self.scope.ints.clone();
        self.pick(&list)
    }

    fn boolean(&mut self) -> Operand {
        if self.scope.bools.is_empty() || self.rng.one_in(2) {
            self.compare();
        }
        if self.rng.one_in(12) {
            return Operand::Const(Const::Bool(self.rng.one_in(2)));
        }
        let list = self.scope.bools.clone();
        self.pick(&list)
    }

    fn node(&mut self) -> Operand {
        if self.scope.nodes.is_empty() || self.rng.one_in(6) {
            return self.new_node();
        }
        let list = self.scope.nodes.clone();
        self.pick(&list)
    }

    fn boxed(&mut self) -> Operand {
        if self.scope.boxes.is_empty() || self.rng.one_in(6) {
            return self.new_box();
        }
        let list = self.scope.boxes.clone();
        self.pick(&list)
    }

    fn set_class(&mut self, v: Operand, class: u32) {
        let o = self.op(OpCode::CastPointer, Imm::None, vec![v], ptr(OBJECT));
        self.op(OpCode::SetField, field(OBJECT, 0), vec![o.into(), stat(class, VTABLE)], LLType::Void);
    }

    fn new_node(&mut self) -> Operand {
        let v: Operand = self.op(OpCode::Malloc, Imm::Type(ContainerId::from_u32(NODE)), vec![], ptr(NODE)).into();
        self.set_class(v.clone(), VT_NODE);
        let fixed = self.int();
        self.op(OpCode::SetField, field(NODE, 2), vec![v.clone(), fixed], LLType::Void);
        if self.rng.one_in(2) {
            let x = self.int();
            self.op(OpCode::SetField, field(NODE, 0), vec![v.clone(), x], LLType::Void);
        }
        self.scope.nodes.push(v.clone());
        v
    }

    fn new_box(&mut self) -> Operand {
        let v: Operand = self.op(OpCode::Malloc, Imm::Type(ContainerId::from_u32(BOX)), vec![], ptr(BOX)).into();
        let x = self.int();
        self.op(OpCode::SetField, field(BOX, 0), vec![v.clone(), x], LLType::Void);
        if self.local {
            self.op(OpCode::SetField, field(BOX, 1), vec![v.clone(), stat(STATIC_NODE, NODE)], LLType::Void);
            self.scope.boxes.push(v.clone());
            return v;
        }
        let n = self.node();
        self.op(OpCode::SetField, field(BOX, 1), vec![v.clone(), n], LLType::Void);
        if let Some(g) = self.callee(false) {
            self.op(OpCode::SetField, field(BOX, 2), vec![v.clone(), Const::Func(g).into()], LLType::Void);
        }
        self.scope.boxes.push(v.clone());
        v
    }

    /// A graph with a smaller number, of the wanted kind of result.
    fn callee(&mut self, gives_box: bool) -> Option<GraphId> {
        let near = self.number.saturating_sub(12)..self.number;
        let list: Vec<u32> = near.filter(|n| returns_box(*n) == gives_box).collect();
        (!list.is_empty()).then(|| GraphId::from_u32(list[self.rng.below(list.len())]))
    }

    fn compare(&mut self) {
        let b = match self.rng.below(5) {
            0 => {
                let (a, b) = (self.node(), self.node());
                self.op(OpCode::PtrEq, Imm::None, vec![a, b], LLType::Bool)
            }
            1 => {
                let a = self.node();
                self.op(OpCode::PtrIsZero, Imm::None, vec![a], LLType::Bool)
            }
            2 => {
                let b = self.scope.bools.last().cloned().unwrap_or(Const::Bool(true).into());
                self.op(OpCode::BoolNot, Imm::None, vec![b], LLType::Bool)
            }
            n => {
                let code = [OpCode::IntLt, OpCode::IntEq, OpCode::IntGe][(n + self.rng.below(2)) % 3];
                let (a, b) = (self.int(), self.int());
                self.op(code, Imm::None, vec![a, b], LLType::Bool)
            }
        };
        self.scope.bools.push(b.into());
    }

    fn statement(&mut self, depth: usize) {
        self.budget = self.budget.saturating_sub(1);
        let nested = depth < 3 && self.budget > 0;
        let kind = if self.local {
            let kinds = [5, 5, 6, 6, 6, 7, 7, 7, 8, 17, 17, 19, 19, 20, 22, 22];
            kinds[self.rng.below(kinds.len())]
        } else {
            self.rng.below(23)
        };
        match kind {
            22 => {
                // A load, a store that may hit the same object, the load again.
                let (n, m, x) = (self.node(), self.node(), self.int());
                for _ in 0..2 {
                    let v = self.op(OpCode::GetField, field(NODE, 0), vec![n.clone()], LLType::Signed);
                    let log = Const::Extern(ExternId::from_u32(0)).into();
                    self.op(OpCode::DirectCall, Imm::None, vec![log, v.into()], LLType::Void);
                    self.op(OpCode::SetField, field(NODE, 0), vec![m.clone(), x.clone()], LLType::Void);
                }
            }
            0..=2 => {
                let codes = [OpCode::IntAdd, OpCode::IntSub, OpCode::IntMul, OpCode::IntAnd, OpCode::IntXor];
                let code = codes[self.rng.below(codes.len())];
                let (a, b) = (self.int(), self.int());
                let v = self.op(code, Imm::None, vec![a, b], LLType::Signed);
                self.scope.ints.push(v.into());
            }
            3 => {
                let a = self.int();
                let m = int(self.rng.below(9) as i64 + 1);
                let v = self.op(OpCode::IntPyMod, Imm::None, vec![a, m], LLType::Signed);
                self.scope.ints.push(v.into());
            }
            4 => self.compare(),
            5 => {
                let v = self.int();
                let log = Const::Extern(ExternId::from_u32(0)).into();
                self.op(OpCode::DirectCall, Imm::None, vec![log, v], LLType::Void);
            }
            6 => {
                let (n, x) = (self.node(), self.int());
                self.op(OpCode::SetField, field(NODE, 0), vec![n, x], LLType::Void);
            }
            7 | 8 => {
                let n = self.node();
                let f = if self.rng.one_in(3) { 2 } else { 0 };
                let v = self.op(OpCode::GetField, field(NODE, f), vec![n], LLType::Signed);
                self.scope.ints.push(v.into());
            }
            9 => {
                let (n, m) = (self.node(), self.node());
                self.op(OpCode::SetField, field(NODE, 1), vec![n, m], LLType::Void);
            }
            10 => self.load_next(),
            11 => {
                let n = self.node();
                let o = self.op(OpCode::CastPointer, Imm::None, vec![n], ptr(OBJECT));
                let n = self.op(OpCode::CastPointer, Imm::None, vec![o.into()], ptr(NODE));
                self.scope.nodes.push(n.into());
            }
            12 => self.use_box(),
            13 => self.overflow(),
            14 | 15 => self.call(),
            16 if nested => self.switch(depth),
            17 | 18 if nested => self.branch(depth),
            19 if nested => self.repeat(depth),
            20 if nested => self.maybe_leave(),
            _ => self.array(),
        }
    }

    fn use_box(&mut self) {
        let b = self.boxed();
        match self.rng.below(4) {
            0 => {
                let v = self.op(OpCode::GetField, field(BOX, 0), vec![b], LLType::Signed);
                self.scope.ints.push(v.into());
            }
            1 => {
                let x = self.int();
                self.op(OpCode::SetField, field(BOX, 0), vec![b, x], LLType::Void);
            }
            2 => {
                let v = self.op(OpCode::GetField, field(BOX, 1), vec![b], ptr(NODE));
                self.scope.nodes.push(v.into());
            }
            _ => {
                // The function may be missing in boxes of graphs without callees.
                let Some(g) = self.callee(false) else { return };
                self.op(OpCode::SetField, field(BOX, 2), vec![b.clone(), Const::Func(g).into()], LLType::Void);
                let f = self.op(OpCode::GetField, field(BOX, 2), vec![b], ptr(FUNC));
                let targets = match self.rng.below(3) {
                    0 => Imm::None,
                    1 => Imm::Targets([g].into()),
                    _ => {
                        let near = self.number.saturating_sub(12)..self.number;
                        let all = near.filter(|n| !returns_box(*n)).map(GraphId::from_u32);
                        Imm::Targets(all.collect())
                    }
                };
                let (n, x) = (self.node(), self.int());
                let v = self.op(OpCode::IndirectCall, targets, vec![f.into(), n, x], LLType::Signed);
                if !self.caught(v) {
                    self.scope.ints.push(v.into());
                }
            }
        }
    }

    fn array(&mut self) {
        let n = 1 + self.rng.below(4) as i64;
        let a: Operand = if self.rng.one_in(3) {
            stat(TABLE, INTS)
        } else {
            let ty = Imm::Type(ContainerId::from_u32(INTS));
            self.op(OpCode::MallocVarsize, ty, vec![int(n)], ptr(INTS)).into()
        };
        let (i, x) = (self.rng.below(n as usize) as i64, self.int());
        self.op(OpCode::SetArrayItem, Imm::None, vec![a.clone(), int(i), x], LLType::Void);
        if self.rng.one_in(2) {
            self.call();
        }
        let v = self.op(OpCode::GetArrayItem, Imm::None, vec![a.clone(), int(i)], LLType::Signed);
        let len = self.op(OpCode::GetArraySize, Imm::None, vec![a.clone()], LLType::Signed);
        self.scope.ints.extend([v.into(), len.into()]);
        if self.rng.one_in(2) {
            self.checked_item(a, len.into());
        }
    }

    /// An item at an index that may be negative or too large.
    fn checked_item(&mut self, array: Operand, len: Operand) {
        let any = self.int();
        let mut int_op =
            |code, a: Operand, b: Operand| -> Operand { self.op(code, Imm::None, vec![a, b], LLType::Signed).into() };
        let i = int_op(OpCode::IntAnd, any, int(7));
        let i = int_op(OpCode::IntSub, i, int(4));
        let sign = int_op(OpCode::IntRShift, i.clone(), int(63));
        let add = int_op(OpCode::IntAnd, sign, len.clone());
        let k = int_op(OpCode::IntAdd, i.clone(), add);
        let unsigned = [k.clone(), len].map(|v| self.op(OpCode::CastIntToUint, Imm::None, vec![v], LLType::Unsigned));
        let test = self.op(OpCode::UintLt, Imm::None, unsigned.map(Operand::from).to_vec(), LLType::Bool);
        let [good, bad, join] = [self.graph.new_block(), self.graph.new_block(), self.graph.new_block()];
        let found = self.graph.add_param(join, None, Some(LLType::Signed));
        self.graph.blocks[self.at].exit = Exit::Branch { cond: test.into(), then: Link::to(good), els: Link::to(bad) };
        self.at = bad;
        let from_bad = if self.rng.one_in(4) { k.clone() } else { i };
        self.graph.blocks[bad].exit = Exit::Goto(Link::with(join, vec![from_bad]));
        self.at = good;
        let v = self.op(OpCode::GetArrayItem, Imm::None, vec![array.clone(), k.clone()], LLType::Signed);
        let x = self.int();
        self.op(OpCode::SetArrayItem, Imm::None, vec![array, k, x], LLType::Void);
        self.graph.blocks[good].exit = Exit::Goto(Link::with(join, vec![v.into()]));
        self.at = join;
        self.scope.ints.push(found.into());
    }

    /// The next node, or another one at the end of the list.
    fn load_next(&mut self) {
        let n = self.node();
        let other = self.node();
        let v = self.op(OpCode::GetField, field(NODE, 1), vec![n], ptr(NODE));
        let c = self.op(OpCode::PtrNonZero, Imm::None, vec![v.into()], LLType::Bool);
        let join = self.graph.new_block();
        let p = self.graph.add_param(join, None, Some(ptr(NODE)));
        self.graph.blocks[self.at].exit =
            Exit::Branch { cond: c.into(), then: Link::with(join, vec![v.into()]), els: Link::with(join, vec![other]) };
        self.at = join;
        self.scope.nodes.push(p.into());
    }

    fn overflow(&mut self) {
        let codes = [OpCode::IntAddOvf, OpCode::IntSubOvf, OpCode::IntMulOvf];
        let code = codes[self.rng.below(3)];
        let a = if self.rng.one_in(3) { int(i64::MAX) } else { self.int() };
        let b = self.int();
        let v = self.op(code, Imm::None, vec![a, b], LLType::Signed);
        if !self.caught(v) {
            self.scope.ints.push(v.into());
        }
    }

    /// Sometimes gives the operation just made a handler; its result cannot be used then.
    fn caught(&mut self, result: Var) -> bool {
        if self.rng.one_in(2) {
            return false;
        }
        let ty = self.graph.ty(result);
        let next = self.graph.new_block();
        let handler = self.graph.new_block();
        let exc = self.graph.typed_var(ptr(OBJECT));
        let e = self.graph.add_param(handler, None, Some(ptr(OBJECT)));
        let outcome = self.graph.add_param(next, None, Some(LLType::Signed));
        let given = if ty == LLType::Signed { Operand::Var(result) } else { int(1) };
        // The result itself may be used below the normal link only.
        let middle = self.graph.new_block();
        self.graph.blocks[middle].exit = Exit::Goto(Link::with(next, vec![given]));
        let use_middle = self.rng.one_in(2);
        let normal =
            if use_middle || ty != LLType::Signed { Link::to(middle) } else { Link::with(next, vec![result.into()]) };
        self.graph.blocks[self.at].exit =
            Exit::Raising { normal, handlers: vec![Handler::catch_all(exc, Link::with(handler, vec![exc.into()]))] };
        self.at = handler;
        let vt = self.op(OpCode::GetField, field(OBJECT, 0), vec![e.into()], ptr(VTABLE));
        let is = self.op(OpCode::IsSubclassOf, Imm::None, vec![vt.into(), stat(VT_OVF, VTABLE)], LLType::Bool);
        let reraise = self.graph.new_block();
        self.graph.blocks[reraise].exit = Exit::Raise(e.into(), Span::NONE);
        let n = int(self.rng.below(50) as i64);
        self.graph.blocks[self.at].exit = Exit::Branch {
            cond: is.into(),
            then: Link::with(next, vec![n]),
            els: if self.rng.one_in(2) { Link::to(reraise) } else { Link::with(next, vec![int(-7)]) },
        };
        self.at = next;
        self.scope.ints.push(outcome.into());
        true
    }

    fn call(&mut self) {
        let gives_box = self.rng.one_in(3);
        let (n, x) = (self.node(), self.int());
        if let Some(g) = self.callee(gives_box) {
            let ty = if gives_box { ptr(BOX) } else { LLType::Signed };
            let v = self.op(OpCode::DirectCall, Imm::None, vec![Const::Func(g).into(), n, x], ty);
            if gives_box {
                // Read at once: under a handler the box itself is not known later.
                let x = self.op(OpCode::GetField, field(BOX, 0), vec![v.into()], LLType::Signed);
                self.scope.ints.push(x.into());
                self.scope.boxes.push(v.into());
            } else {
                if !self.caught(v) {
                    self.scope.ints.push(v.into());
                }
            }
        }
    }

    fn maybe_leave(&mut self) {
        let cond = self.boolean();
        let leave = self.graph.new_block();
        let stay = self.graph.new_block();
        self.graph.blocks[self.at].exit = Exit::Branch { cond, then: Link::to(leave), els: Link::to(stay) };
        let saved = self.scope.clone();
        self.at = leave;
        match self.rng.below(3) {
            0 => self.give_back(),
            1 => self.graph.blocks[leave].exit = Exit::Raise(stat(EXC_KEY, OBJECT), Span::NONE),
            _ => {
                let v = self.op(OpCode::Malloc, Imm::Type(ContainerId::from_u32(NODE)), vec![], ptr(NODE));
                let class = if self.rng.one_in(2) { VT_KEY } else { VT_OVF };
                self.set_class(v.into(), class);
                self.graph.blocks[self.at].exit = Exit::Raise(v.into(), Span::NONE);
            }
        }
        self.scope = saved;
        self.at = stay;
    }

    /// Some statements of their own, ending in a jump to `join` with an int, a node and a box.
    fn arm(&mut self, start: Block, join: Block, depth: usize) {
        let saved = self.scope.clone();
        self.at = start;
        for _ in 0..self.rng.below(5) {
            self.statement(depth + 1);
        }
        let args = vec![self.int(), self.node(), self.boxed()];
        self.graph.blocks[self.at].exit = Exit::Goto(Link::with(join, args));
        self.scope = saved;
    }

    fn join(&mut self) -> Block {
        let join = self.graph.new_block();
        self.graph.add_param(join, None, Some(LLType::Signed));
        self.graph.add_param(join, None, Some(ptr(NODE)));
        self.graph.add_param(join, None, Some(ptr(BOX)));
        join
    }

    fn enter(&mut self, join: Block) {
        self.at = join;
        let p = self.graph.blocks[join].params.clone();
        self.scope.ints.push(p[0].into());
        self.scope.nodes.push(p[1].into());
        self.scope.boxes.push(p[2].into());
    }

    fn branch(&mut self, depth: usize) {
        let cond = self.boolean();
        let (a, b) = (self.graph.new_block(), self.graph.new_block());
        let join = self.join();
        self.graph.blocks[self.at].exit = Exit::Branch { cond, then: Link::to(a), els: Link::to(b) };
        self.arm(a, join, depth);
        self.arm(b, join, depth);
        self.enter(join);
    }

    fn switch(&mut self, depth: usize) {
        let x = self.int();
        let value = self.op(OpCode::IntAnd, Imm::None, vec![x, int(3)], LLType::Signed).into();
        let arms: Vec<Block> = (0..3).map(|_| self.graph.new_block()).collect();
        let join = self.join();
        let cases = vec![(Const::Int(0), Link::to(arms[0])), (Const::Int(2), Link::to(arms[1]))];
        self.graph.blocks[self.at].exit = Exit::Switch { value, cases, default: Some(Link::to(arms[2])) };
        for a in arms {
            self.arm(a, join, depth);
        }
        self.enter(join);
    }

    /// A loop that runs a few times, with an int, a node and a box carried round.
    fn repeat(&mut self, depth: usize) {
        let head = self.join();
        let counter = self.graph.add_param(head, None, Some(LLType::Signed));
        let args = vec![self.int(), self.node(), self.boxed(), int(0)];
        self.graph.blocks[self.at].exit = Exit::Goto(Link::with(head, args));
        self.enter(head);
        let times = int(1 + self.rng.below(3) as i64);
        let cond = self.op(OpCode::IntLt, Imm::None, vec![counter.into(), times], LLType::Bool).into();
        let (body, out) = (self.graph.new_block(), self.graph.new_block());
        self.graph.blocks[self.at].exit = Exit::Branch { cond, then: Link::to(body), els: Link::to(out) };
        let saved = self.scope.clone();
        self.at = body;
        for _ in 0..1 + self.rng.below(4) {
            self.statement(depth + 1);
        }
        let next = self.op(OpCode::IntAdd, Imm::None, vec![counter.into(), int(1)], LLType::Signed);
        let args = vec![self.int(), self.node(), self.boxed(), next.into()];
        self.graph.blocks[self.at].exit = Exit::Goto(Link::with(head, args));
        self.scope = saved;
        self.at = out;
    }
}
