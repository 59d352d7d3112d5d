//! Random programs: compiled code with collections at every allocation against the interpreter.

mod common;

use std::fmt::Write;

/// A small deterministic generator of numbers.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % n as u64) as usize
    }
}

/// A function under construction. Node variables are never null; ints stay small enough.
struct Gen<'r> {
    rng: &'r mut Rng,
    text: String,
    count: usize,
    functions: usize,
    index: usize,
}

#[derive(Clone)]
struct Scope {
    nodes: Vec<String>,
    ints: Vec<String>,
}

impl Gen<'_> {
    fn fresh(&mut self, stem: &str) -> String {
        self.count += 1;
        format!("{stem}{}", self.count)
    }

    fn line(&mut self, text: String) {
        writeln!(self.text, "    {text}").expect("a string takes it");
    }

    fn pick(&mut self, from: &[String]) -> String {
        from[self.rng.below(from.len())].clone()
    }

    fn new_node(&mut self, s: &mut Scope) {
        let n = self.fresh("n");
        let (next, value) = (self.pick(&s.nodes), self.pick(&s.ints));
        self.line(format!("{n}: *NODE = malloc[NODE]()"));
        self.line(format!("setfield[OBJECT.typeptr]({n}, @vt_node:*VTABLE)"));
        self.line(format!("setfield[NODE.next]({n}, {next})"));
        self.line(format!("setfield[NODE.value]({n}, {value})"));
        s.nodes.push(n);
    }

    fn statements(&mut self, s: &mut Scope, depth: usize) {
        for _ in 0..1 + self.rng.below(4) {
            match self.rng.below(if depth > 0 { 10 } else { 7 }) {
                0 | 1 => self.new_node(s),
                2 => {
                    let (n, r) = (self.pick(&s.nodes), self.fresh("n"));
                    self.line(format!("{r}: *NODE = getfield[NODE.next]({n})"));
                    s.nodes.push(r);
                }
                3 => {
                    let (n, m) = (self.pick(&s.nodes), self.pick(&s.nodes));
                    self.line(format!("setfield[NODE.next]({n}, {m})"));
                }
                4 => {
                    let (n, a, b, r) = (self.pick(&s.nodes), self.fresh("i"), self.fresh("i"), self.fresh("i"));
                    let k = self.pick(&s.ints);
                    self.line(format!("{a}: Signed = getfield[NODE.value]({n})"));
                    self.line(format!("{b} = int_add({a}, {k})"));
                    self.line(format!("{r} = int_and({b}, 1023)"));
                    self.line(format!("setfield[NODE.value]({n}, {r})"));
                    s.ints.push(r);
                }
                5 | 6 => self.call(s),
                7 | 8 => self.branch(s, depth),
                _ => self.repeat(s, depth),
            }
        }
    }

    fn call(&mut self, s: &mut Scope) {
        if self.index + 1 >= self.functions {
            return self.new_node(s);
        }
        let f = self.index + 1 + self.rng.below(self.functions - self.index - 1);
        let (n, k, r) = (self.pick(&s.nodes), self.pick(&s.ints), self.fresh("n"));
        self.line(format!("{r}: *NODE = direct_call(@f{f}, {n}, {k})"));
        if self.rng.below(2) == 0 {
            s.nodes.push(r);
            return;
        }
        let (ok, bad, join, e) = (self.fresh("b"), self.fresh("b"), self.fresh("b"), self.fresh("e"));
        let (e2, p, i, other) = (self.fresh("e"), self.fresh("n"), self.fresh("i"), self.pick(&s.nodes));
        self.line(format!("normal {ok}() except * {e}: *OBJECT -> {bad}({e})"));
        writeln!(self.text, "{bad}({e2}: *OBJECT):").expect("a string takes it");
        let cast = self.fresh("n");
        self.line(format!("{cast}: *NODE = cast_pointer({e2})"));
        self.line(format!("setfield[NODE.next]({cast}, {other})"));
        let mut inner = s.clone();
        inner.nodes.push(cast.clone());
        self.new_node(&mut inner);
        self.line(format!("goto {join}({cast}, 7)"));
        writeln!(self.text, "{ok}():").expect("a string takes it");
        self.line(format!("goto {join}({r}, 3)"));
        writeln!(self.text, "{join}({p}: *NODE, {i}: Signed):").expect("a string takes it");
        s.nodes.push(p);
        s.ints.push(i);
    }

    fn branch(&mut self, s: &mut Scope, depth: usize) {
        let (a, b, join) = (self.fresh("b"), self.fresh("b"), self.fresh("b"));
        let (c, k) = (self.fresh("c"), self.pick(&s.ints));
        let limit = self.rng.below(600);
        self.line(format!("{c} = int_lt({k}, {limit})"));
        self.line(format!("branch {c} ? {a}() : {b}()"));
        let (p, q) = (self.fresh("n"), self.fresh("i"));
        for label in [a, b] {
            writeln!(self.text, "{label}():").expect("a string takes it");
            let mut inner = s.clone();
            if self.rng.below(4) > 0 {
                self.statements(&mut inner, depth - 1);
            }
            let (n, k) = (self.pick(&inner.nodes), self.pick(&inner.ints));
            self.line(format!("goto {join}({n}, {k})"));
        }
        writeln!(self.text, "{join}({p}: *NODE, {q}: Signed):").expect("a string takes it");
        s.nodes.push(p);
        s.ints.push(q);
    }

    fn repeat(&mut self, s: &mut Scope, depth: usize) {
        let (head, body, out) = (self.fresh("b"), self.fresh("b"), self.fresh("b"));
        let (i, n, c, next) = (self.fresh("i"), self.fresh("n"), self.fresh("c"), self.fresh("i"));
        let start = self.pick(&s.nodes);
        self.line(format!("goto {head}(0, {start})"));
        writeln!(self.text, "{head}({i}: Signed, {n}: *NODE):").expect("a string takes it");
        let times = 1 + self.rng.below(3);
        self.line(format!("{c} = int_lt({i}, {times})"));
        self.line(format!("branch {c} ? {body}() : {out}()"));
        writeln!(self.text, "{body}():").expect("a string takes it");
        let mut inner = s.clone();
        inner.nodes.push(n.clone());
        inner.ints.push(i.clone());
        self.statements(&mut inner, depth - 1);
        let m = self.pick(&inner.nodes);
        self.line(format!("{next} = int_add({i}, 1)"));
        self.line(format!("goto {head}({next}, {m})"));
        writeln!(self.text, "{out}():").expect("a string takes it");
        s.nodes.push(n);
        s.ints.push(i);
    }
}

fn random_program(seed: u64) -> String {
    let mut rng = Rng(seed);
    let functions = 4;
    let mut text = String::from(
        "graph main -> Signed {
         a():
             n: *NODE = malloc[NODE]()
             setfield[NODE.value](n, 11)
             setfield[NODE.next](n, n)
             r: *NODE = direct_call(@f0, n, 5)
             normal ok(r) except * e: *OBJECT -> bad(e)
         bad(e2: *OBJECT):
             c: *NODE = cast_pointer(e2)
             goto ok(c)
         ok(p: *NODE):
             v: Signed = getfield[NODE.value](p)
             q: *NODE = getfield[NODE.next](p)
             w: Signed = getfield[NODE.value](q)
             k: Signed = getfield[NODE.value](n)
             x = int_mul(v, 5)
             y = int_add(x, w)
             z = int_mul(k, 3)
             u = int_add(y, z)
             t = int_and(u, 127)
             return t
         }\n",
    );
    for index in 0..functions {
        let mut g = Gen { rng: &mut rng, text: String::new(), count: 0, functions, index };
        let mut s = Scope { nodes: vec!["arg".into()], ints: vec!["num".into()] };
        g.statements(&mut s, 3);
        g.statements(&mut s, 2);
        let (n, k, c) = (g.pick(&s.nodes), g.pick(&s.ints), g.fresh("c"));
        let limit = g.rng.below(300);
        g.line(format!("{c} = int_lt({k}, {limit})"));
        g.line(format!("branch {c} ? back() : fail()"));
        g.text.push_str("back():\n");
        g.line(format!("return {n}"));
        g.text.push_str("fail():\n");
        g.new_node(&mut s);
        let last = s.nodes.last().expect("just added").clone();
        g.line(format!("raise {last}"));
        let body = g.text;
        writeln!(text, "graph f{index} -> *NODE {{\na(arg: *NODE, num: Signed):\n{body}}}").expect("a string takes it");
    }
    text
}

#[test]
fn compiled_programs_do_what_the_interpreter_does() {
    let stress = [("RPY_GC_STRESS", "1"), ("RPY_GC_POISON", "1"), ("RPY_GC_VERIFY", "1")];
    let seeds: u64 = std::env::var("SEEDS").ok().and_then(|s| s.parse().ok()).unwrap_or(12);
    let mut compared = 0;
    let first: u64 = std::env::var("FIRST_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    for seed in first..first + seeds {
        let text = random_program(seed);
        let p = common::program(&text);
        let mut it = llinterp::Interp::new(&p);
        it.max_steps = 2_000_000;
        let Ok(expected) = it.run(p.entry.expect("an entry"), &[]) else { continue };
        compared += 1;
        for name in policy::names() {
            let exe = common::build(&p, policy::find(name).expect("a policy"), (seed % 3) as u8);
            for env in [&stress[..], &[]] {
                let o = common::run(&exe, &[], env);
                assert_eq!(o.status.code(), Some(expected.exit_code), "seed {seed}, {name}, {env:?}: {o:?}\n{text}");
            }
        }
    }
    assert!(compared * 2 >= seeds, "only {compared} of {seeds} programs were short enough");
}
