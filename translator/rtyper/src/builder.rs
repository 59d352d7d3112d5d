//! Building one low-level graph: a current block, emission of operations, handlers.

use diagnostics::Span;
use graph::{Args, Block, Const, Exit, Graph, Handler, Imm, Link, OpCode, Operand, Program};
use lltype::{ContainerId, FieldRef, LLType};

/// A graph under construction.
pub(crate) struct Builder {
    pub g: Graph,
    pub cur: Block,
    pub span: Span,
    /// Where exceptions of operations emitted now go: a block with one parameter, the instance.
    pub on_raise: Option<Block>,
    /// Pointer type of exception instances.
    pub exc_ty: LLType,
}

impl Builder {
    pub fn new(g: Graph, exc_ty: LLType) -> Builder {
        let (cur, span) = (g.start, g.span);
        Builder { g, cur, span, on_raise: None, exc_ty }
    }

    /// Emits an operation in the current block; if it may raise and a handler is set, the block ends.
    pub fn op(&mut self, code: OpCode, imm: Imm, args: impl IntoIterator<Item = Operand>, ty: LLType) -> Operand {
        let args: Args = args.into_iter().collect();
        let v = self.g.push_op(self.cur, code, imm, args, Some(ty), self.span);
        if code.info().raises {
            if let Some(target) = self.on_raise {
                let next = self.g.new_block();
                let exc = self.g.typed_var(self.exc_ty);
                let link = Link::with(target, vec![exc.into()]);
                self.g.blocks[self.cur].exit =
                    Exit::Raising { normal: Link::to(next), handlers: vec![Handler::catch_all(exc, link)] };
                self.cur = next;
            }
        }
        if ty.is_void() {
            Operand::Const(Const::Void)
        } else {
            Operand::Var(v)
        }
    }

    /// Unary or binary operation without static part.
    pub fn pure(&mut self, code: OpCode, args: impl IntoIterator<Item = Operand>, ty: LLType) -> Operand {
        self.op(code, Imm::None, args, ty)
    }

    pub fn getfield(&mut self, obj: Operand, f: FieldRef, ty: LLType) -> Operand {
        if ty.is_void() {
            return Const::Void.into();
        }
        self.op(OpCode::GetField, Imm::Field(f), [obj], ty)
    }

    pub fn setfield(&mut self, obj: Operand, f: FieldRef, value: Operand, ty: LLType) {
        if !ty.is_void() {
            self.op(OpCode::SetField, Imm::Field(f), [obj, value], LLType::Void);
        }
    }

    /// Reads a field by name.
    pub fn get(&mut self, p: &Program, obj: Operand, c: ContainerId, name: &str) -> Operand {
        let f = p.types.find_field(c, name).unwrap_or_else(|| panic!("field {name}"));
        self.getfield(obj, f, p.types.field(f).ty)
    }

    /// Writes a field by name.
    pub fn set(&mut self, p: &Program, obj: Operand, c: ContainerId, name: &str, value: Operand) {
        let f = p.types.find_field(c, name).unwrap_or_else(|| panic!("field {name}"));
        self.setfield(obj, f, value, p.types.field(f).ty);
    }

    pub fn malloc(&mut self, c: ContainerId) -> Operand {
        self.op(OpCode::Malloc, Imm::Type(c), [], LLType::Ptr(c))
    }

    pub fn malloc_varsize(&mut self, c: ContainerId, n: Operand) -> Operand {
        self.op(OpCode::MallocVarsize, Imm::Type(c), [n], LLType::Ptr(c))
    }

    /// Reference to another type of the same object; constants are re-typed in place.
    pub fn cast(&mut self, v: Operand, from: LLType, to: LLType) -> Operand {
        if from == to {
            return v;
        }
        match v {
            Operand::Const(Const::Static(s, _)) => Const::Static(s, to).into(),
            Operand::Const(Const::Null(_)) => Const::Null(to).into(),
            v => {
                let code = if from == LLType::GcRef || to == LLType::GcRef {
                    OpCode::CastOpaquePtr
                } else {
                    OpCode::CastPointer
                };
                self.op(code, Imm::None, [v], to)
            }
        }
    }

    /// Splits on a boolean: the current block ends; returns the two fresh blocks.
    pub fn branch(&mut self, cond: Operand) -> (Block, Block) {
        let (then, els) = (self.g.new_block(), self.g.new_block());
        self.g.blocks[self.cur].exit = match cond {
            Operand::Const(Const::Bool(true)) => Exit::Goto(Link::to(then)),
            Operand::Const(Const::Bool(false)) => Exit::Goto(Link::to(els)),
            cond => Exit::Branch { cond, then: Link::to(then), els: Link::to(els) },
        };
        (then, els)
    }

    /// Ends the current block with a jump.
    pub fn goto(&mut self, target: Block, args: Vec<Operand>) {
        self.g.blocks[self.cur].exit = Exit::Goto(Link::with(target, args));
    }

    /// Stops the program here.
    pub fn fatal(&mut self, message: &str) {
        let span = self.span;
        self.g.push_op(self.cur, OpCode::Fatal, Imm::Name(message.into()), Args::new(), Some(LLType::Void), span);
        self.g.blocks[self.cur].exit = Exit::Unreachable;
    }
}

/// An `int` constant operand.
pub(crate) fn int(n: i64) -> Operand {
    Const::Int(n).into()
}
