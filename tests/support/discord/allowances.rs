//! What Discord accepts although its `OpenAPI` document does not say so: one field of one schema each, and why.

use serde_json::{Value, json};

/// Fields that Discord accepts in a form that the document does not have. Schema, field, what it may be as well.
fn accepted_forms() -> [(&'static str, &'static str, Value); 1] {
    [
        // The index of a new file is a number in the developer documentation's examples.
        ("MessageAttachmentRequest", "id", json!({ "type": "integer", "minimum": 0, "maximum": 9 })),
    ]
}

/// Writes the allowances into a document. What a schema already says of a field stays accepted.
pub(super) fn apply(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (schema, field, form) in accepted_forms() {
        let known = &mut schemas[schema]["properties"][field];
        *known = if known.is_null() { form } else { json!({ "anyOf": [known.take(), form] }) };
    }
}
