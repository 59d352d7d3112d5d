//! Profiles: [`instrument`] makes a program count what runs, [`Profile`] tells a later translation what hardly does.
//!
//! The format of profiles, and of what the executable holds, is [`abi::profile`]; the run time writes the file.
//! Functions are told by their names, so that a profile stays good while a program changes. What it does not know
//! (functions written since) is taken to be worth the best code.
//!
//! Not here: what becomes of functions that hardly run ([`GraphAttrs::cold`](graph::GraphAttrs)): `backendopt` inlines
//! nearly nothing into them, the code generator compiles them quickly.

mod instrument;
mod weights;

pub use instrument::instrument;
pub use weights::Profile;
