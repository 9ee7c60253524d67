//! Drawing: colours, shapes and lettering on bands of a picture.

pub(super) mod border;
pub(super) mod canvas;
pub(super) mod color;
pub(super) mod color_scheme;
pub(super) mod palette;
pub(super) mod shapes;
pub(super) mod text;
