//! Drawing: colours, shapes and lettering on bands of a picture.
//!
//! Shapes, lettering, OKLab and the curve of sRGB are our own although libraries have them: a library's next version may
//! round otherwise, and the pixels of a recipe are promised for ever.

pub(super) mod bands;
pub(super) mod border;
pub(super) mod canvas;
pub(super) mod color;
pub(super) mod color_scheme;
pub(super) mod curve;
pub(super) mod palette;
pub(super) mod shapes;
pub(super) mod text;
