//! Compiles a program in text form: `compile PROGRAM.rpy OUTPUT [OPT] [POLICY] [PASSES]`.

use genllvm::{compile, Options};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).expect("the program can be read");
    let program = graph::parse_program(&text).expect("the program is well-formed");
    let policy = policy::find(args.get(4).map_or("minimark", |p| p)).expect("a known policy");
    let mut options = Options::new(policy, &args[2]);
    options.opt = args.get(3).and_then(|o| o.parse().ok()).unwrap_or(2);
    options.passes = args.get(5).cloned();
    options.keep_ir = std::env::var_os("KEEP_IR").map(Into::into);
    options.runtime_dir = std::env::var_os("RPY_RUNTIME").map(Into::into).unwrap_or(options.runtime_dir);
    match compile(program, &options) {
        Ok(t) => println!("{t:?}"),
        Err(d) => {
            eprintln!("{d:?}");
            std::process::exit(1);
        }
    }
}
