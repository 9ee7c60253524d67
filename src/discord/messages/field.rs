//! A field's six numbers, as people read them.

use crate::ritual::Field;

/// The field's numbers under the names that people read.
pub(crate) fn field_values(field: &Field) -> [(&'static str, f64); 6] {
    [
        ("Harmony", field.harmony),
        ("Resilience", field.resilience),
        ("Prana", field.prana),
        ("Drishti", field.drishti),
        ("Klesha", field.klesha),
        ("Zoom", field.zoom),
    ]
}
