//! Discord: parse, authorise, call [`App`](crate::app::App), show the answer.
