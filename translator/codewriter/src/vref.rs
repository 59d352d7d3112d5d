//! Virtual references (`jit.virtual_ref`): what a trace puts where a reference to an object is kept that it would rather not
//! build.
//!
//! Machine code outside the JIT has the object itself there. A trace makes a small object of a class of its own instead,
//! which says in which frame of compiled code the object is to be found. Who follows a reference asks for its class, and
//! has the JIT build the object if it must ([`VirtualRefs::deref`]).

use crate::descrs::Descrs;
use crate::virtualizable::force_graph;
use abi::jit::{EffectInfo, ExtraEffect, Symbol, VirtualRef};
use abi::rule;
use diagnostics::Span;
use graph::{
    Block, Const, Exit, Graph, GraphId, Imm, Inline, Link, Op, OpCode, Program, Static, StaticId, StaticItems,
};
use lltype::{Container, ContainerId, Field, FieldRef, Immutability, LLType};

/// Name of the structure.
const NAME: &str = "jit_virtual_ref";

/// Name of the function that follows a reference.
const DEREF: &str = "jit_deref_virtual_ref";

/// What the program has for virtual references.
#[derive(Clone, Copy, Debug)]
pub struct VirtualRefs {
    /// The structure of references that traces make.
    pub container: ContainerId,
    /// The field that says which compiled code has the object; 0: none.
    pub token: FieldRef,
    /// The field for the object, once it is built.
    pub forced: FieldRef,
    /// Their class.
    pub vtable: StaticId,
    /// Follows a reference.
    pub deref: GraphId,
}

impl VirtualRefs {
    /// What [`declare`] made.
    pub fn find(program: &Program) -> Option<VirtualRefs> {
        let (deref, _) = program.graphs.iter().find(|(_, g)| *g.name == *DEREF)?;
        let named = |c: ContainerId| matches!(program.types.get(c), Container::Struct(s) if &*s.name == NAME);
        let container = program.types.iter().map(|(c, _)| c).find(|c| named(*c))?;
        let field = |index| FieldRef { container, index };
        let (vtable, _) = program.statics.iter().find(|(_, s)| *s.name == *NAME)?;
        Some(VirtualRefs { container, token: field(0), forced: field(1), vtable, deref })
    }

    /// For the run time.
    pub fn table(&self, descrs: &mut Descrs) -> VirtualRef {
        let (token, forced) = (descrs.field(self.token), descrs.field(self.forced));
        let places = vec![token.min(forced), token.max(forced)];
        let effect = EffectInfo {
            extra: ExtraEffect::Forces,
            reads: Some(places.clone()),
            writes: Some(places),
            can_invalidate: false,
            ..EffectInfo::ANYTHING
        };
        let descr = descrs.call(&[LLType::GcRef], LLType::GcRef, effect, true);
        VirtualRef {
            size: descrs.size(self.container, Some(self.vtable)),
            token,
            forced,
            deref: (descrs.address(Symbol::Graph(self.deref.as_u32())), descr),
        }
    }
}

/// Whether an operation makes or follows virtual references.
fn concerned(op: &Op) -> bool {
    matches!(op.code, OpCode::JitVirtualRef | OpCode::JitVirtualRefFinish | OpCode::JitForceVirtual)
}

/// Adds the class of references and the function that follows them, if the program has some.
pub fn declare(program: &mut Program) {
    let used = program.graphs.values().any(|g| g.blocks.values().any(|b| b.ops.iter().any(concerned)));
    let (Some(object), Some(vtable)) = (program.object, program.vtable) else { return };
    if !used {
        return;
    }
    rule!("vref.declare");
    let field = |name: &str, ty| Field { name: name.into(), ty, immutable: Immutability::Mutable };
    let fields = vec![field("jit_token", LLType::Signed), field("jit_forced", LLType::GcRef)];
    let container = program.types.structure(NAME, true, Some(object), fields);
    let (token, forced) = (FieldRef { container, index: 0 }, FieldRef { container, index: 1 });
    // A class of which nothing is an instance but its own.
    let mut fields = vec![Const::Int(-1), Const::Int(-1)];
    let rest = program.types.all_fields(vtable).into_iter().skip(2);
    fields.extend(rest.map(|f| Const::Null(program.types.field(f).ty)));
    let vtable = program.statics.push(Static {
        name: NAME.into(),
        ty: vtable,
        fields,
        items: StaticItems::None,
        immutable: true,
    });
    let force = force_graph(program, token, 0, Span::NONE);
    deref_graph(program, VirtualRefs { container, token, forced, vtable, deref: force });
}

/// `reference` itself, or what it stands for; `refs.deref` is the function that has a token's owner give back what it has.
fn deref_graph(program: &mut Program, refs: VirtualRefs) -> Option<GraphId> {
    let span = Span::NONE;
    let typeptr = crate::descrs::typeptr(program)?;
    let class = program.types.field(typeptr).ty;
    let mut g = Graph::new(DEREF, span);
    g.result = Some(LLType::GcRef);
    g.attrs.inline = Inline::Never;
    g.attrs.jit.push(("_jit_look_inside_".into(), false));
    let start = g.start;
    let given = g.add_param(start, Some("reference".into()), Some(LLType::GcRef));
    let op = |g: &mut Graph, b: Block, code, imm, args: Vec<graph::Operand>, ty| {
        g.push_op(b, code, imm, args.into(), Some(ty), span)
    };
    let (some, special, done) = (g.new_block(), g.new_block(), g.new_block());
    let result = g.add_param(done, Some("object".into()), Some(LLType::GcRef));
    let back = |v: graph::Var| Link { target: done, args: vec![v.into()] };
    let null = op(&mut g, start, OpCode::PtrIsZero, Imm::None, vec![given.into()], LLType::Bool);
    g.blocks[start].exit = Exit::Branch { cond: null.into(), then: back(given), els: Link::to(some) };
    let object = program.object.map(LLType::Ptr)?;
    let object = op(&mut g, some, OpCode::CastOpaquePtr, Imm::None, vec![given.into()], object);
    let own = op(&mut g, some, OpCode::GetField, Imm::Field(typeptr), vec![object.into()], class);
    let args = vec![own.into(), Const::Static(refs.vtable, class).into()];
    let same = op(&mut g, some, OpCode::PtrEq, Imm::None, args, LLType::Bool);
    g.blocks[some].exit = Exit::Branch { cond: same.into(), then: Link::to(special), els: back(given) };
    let reference = LLType::Ptr(refs.container);
    let reference = op(&mut g, special, OpCode::CastOpaquePtr, Imm::None, vec![given.into()], reference);
    op(
        &mut g,
        special,
        OpCode::DirectCall,
        Imm::None,
        vec![Const::Func(refs.deref).into(), reference.into()],
        LLType::Void,
    );
    let forced = op(&mut g, special, OpCode::GetField, Imm::Field(refs.forced), vec![reference.into()], LLType::GcRef);
    g.blocks[special].exit = Exit::Goto(back(forced));
    g.blocks[done].exit = Exit::Return(result.into());
    Some(program.graphs.push(g))
}

/// Lets machine code call the function that follows references. What makes them goes with the other hints.
pub fn lower(program: &mut Program) {
    let Some(refs) = VirtualRefs::find(program) else { return };
    for g in program.graphs.values_mut() {
        for b in g.blocks.values_mut() {
            for op in b.ops.iter_mut().filter(|op| op.code == OpCode::JitForceVirtual) {
                rule!("vref.follow");
                op.code = OpCode::DirectCall;
                op.args = vec![Const::Func(refs.deref).into(), op.args[0].clone()].into();
            }
        }
    }
}
