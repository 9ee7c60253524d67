//! The program: parse the command line, start tracing, hand over, exit code.

fn main() {}
