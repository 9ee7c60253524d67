//! What Discord accepts although its `OpenAPI` document does not say so: one field of one schema each, and why.

use serde_json::{Value, json};

/// Fields that Discord accepts in a form that the document does not have. Schema, field, what it may be as well.
fn accepted_forms() -> [(&'static str, &'static str, Value); 3] {
    [
        // The developer documentation has a string here, as everywhere for sets of permissions; the OpenAPI
        // document alone has an integer.
        (
            "ApplicationCommandUpdateRequest",
            "default_member_permissions",
            json!({ "type": "string", "pattern": "^[0-9]+$" }),
        ),
        // The developer documentation names the field; the OpenAPI document has it in answers only.
        ("ApplicationCommandUpdateRequest", "nsfw", json!({ "type": "boolean" })),
        // The index of a new file is a number in the developer documentation's examples.
        ("MessageAttachmentRequest", "id", json!({ "type": "integer", "minimum": 0, "maximum": 9 })),
    ]
}

/// serenity writes one structure for every kind of command option, so that an integer option carries an empty
/// list of sub-options too. Discord ignores what says nothing; anything else in these fields is a violation.
fn idle_option_fields() -> [(&'static str, Value); 9] {
    let empty = json!({ "type": "array", "maxItems": 0 });
    let null = json!({ "type": "null" });
    let no = json!({ "const": false });
    [
        ("options", empty.clone()),
        ("choices", empty.clone()),
        ("channel_types", empty),
        ("min_value", null.clone()),
        ("max_value", null.clone()),
        ("min_length", null.clone()),
        ("max_length", null),
        ("autocomplete", no.clone()),
        ("required", no),
    ]
}

const OPTION_KINDS: [&str; 11] = [
    "ApplicationCommandAttachmentOption",
    "ApplicationCommandBooleanOption",
    "ApplicationCommandChannelOption",
    "ApplicationCommandIntegerOption",
    "ApplicationCommandMentionableOption",
    "ApplicationCommandNumberOption",
    "ApplicationCommandRoleOption",
    "ApplicationCommandStringOption",
    "ApplicationCommandSubcommandGroupOption",
    "ApplicationCommandSubcommandOption",
    "ApplicationCommandUserOption",
];

/// Writes the allowances into a document. What a schema already says of a field stays accepted.
pub(super) fn apply(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (schema, field, form) in accepted_forms() {
        let known = &mut schemas[schema]["properties"][field];
        *known = if known.is_null() { form } else { json!({ "anyOf": [known.take(), form] }) };
    }
    for kind in OPTION_KINDS {
        for (field, idle) in idle_option_fields() {
            let known = &mut schemas[kind]["properties"][field];
            if known.is_null() {
                *known = idle;
            }
        }
    }
}
