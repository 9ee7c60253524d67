//! Discord's own `OpenAPI` document as a judge of what is said on the wire.
//!
//! Every request of the bot and every answer of the double is held against it. A request is judged more strictly
//! than the document asks: a field that it does not name is a violation, because Discord ignores such a field in
//! silence and a misspelt one would pass unseen. Where Discord is known to accept what its document leaves out,
//! [`allowances`] says so, field by field and with the reason.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::allowances;
use super::faults::template_matches;

/// The parts that are used; `script/discord-openapi` cuts them out.
const TEXT: &str = include_str!("spec/openapi.json");
const DOCUMENT: &str = "urn:discord:document";
const STRICT: &str = "urn:discord:strict";

/// The document, with the validators made from it so far.
pub(crate) struct OpenApi {
    document: Value,
    registry: Registry<'static>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One endpoint: a path template of the document and a method it knows.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'a> {
    /// E.g. `/channels/{channel_id}/messages`.
    pub template: &'a str,
    method: &'a str,
    path_item: &'a Value,
    definition: &'a Value,
}

/// A request as far as the document has something to say about it.
pub(crate) struct Asked<'a> {
    /// In capitals.
    pub method: &'a str,
    /// Without `/api/v10` and without the query.
    pub path: &'a str,
    /// Names and values as sent.
    pub query: &'a [(String, String)],
    /// The media type, e.g. `application/json`; none where no body was sent.
    pub media: Option<&'a str>,
    /// The JSON body, or a form's `payload_json`.
    pub body: &'a Value,
}

impl OpenApi {
    /// The document, read once by each program.
    pub(crate) fn get() -> &'static Self {
        static LOADED: OnceLock<OpenApi> = OnceLock::new();
        LOADED.get_or_init(|| {
            Self::new(serde_json::from_str(TEXT).expect("Discord's OpenAPI document is JSON"))
        })
    }

    fn new(document: Value) -> Self {
        let mut strict = document.clone();
        allowances::apply(&mut strict);
        refuse_unknown_fields(&mut strict);
        let registry = Registry::new()
            .add(DOCUMENT, document.clone())
            .and_then(|registry| registry.add(STRICT, strict))
            .and_then(jsonschema::RegistryBuilder::prepare)
            .expect("the document's references resolve");
        Self { document, registry, validators: Mutex::default() }
    }

    /// The endpoint that a request is for; an error says that the document knows none.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Result<Operation<'_>, String> {
        let paths = self.document["paths"].as_object().expect("an OpenAPI document has paths");
        let (template, path_item) = paths
            .iter()
            .filter(|(template, _)| template_matches(template, path))
            .min_by_key(|(template, _)| template.matches('{').count())
            .ok_or_else(|| format!("{method} {path}: no such path"))?;
        let (method, definition) = path_item
            .as_object()
            .and_then(|item| item.iter().find(|(known, _)| known.eq_ignore_ascii_case(method)))
            .ok_or_else(|| format!("{method} {path}: the path does not know the method"))?;
        Ok(Operation { template, method, path_item, definition })
    }

    /// What is wrong with a request.
    pub(crate) fn judge_request(&self, asked: &Asked<'_>) -> Vec<String> {
        let operation = match self.operation(asked.method, asked.path) {
            Ok(operation) => operation,
            Err(unknown) => return vec![unknown],
        };
        let mut wrong = self.judge_parameters(&operation, asked);
        wrong.extend(self.judge_body(&operation, asked));
        wrong.into_iter().map(|what| format!("{} {}: {what}", asked.method, asked.path)).collect()
    }

    fn judge_parameters(&self, operation: &Operation<'_>, asked: &Asked<'_>) -> Vec<String> {
        let declared: Vec<&Value> = [operation.path_item, operation.definition]
            .into_iter()
            .filter_map(|place| place["parameters"].as_array())
            .flatten()
            .collect();
        let names = operation.template.split('/').zip(asked.path.split('/'));
        let in_path = names.filter_map(|(name, value)| {
            Some((name.strip_prefix('{')?.strip_suffix('}')?.to_owned(), value.to_owned(), "path"))
        });
        let in_query = asked.query.iter().map(|(name, value)| (name.clone(), value.clone(), "query"));
        in_path
            .chain(in_query)
            .filter_map(|(name, value, place)| {
                let found = declared.iter().find(|it| it["name"] == *name && it["in"] == *place);
                let Some(parameter) = found else {
                    return Some(format!("the {place} parameter {name} is unknown"));
                };
                let schema = at_home(&parameter["schema"]);
                let validator = self.validator(&format!("inline:{schema}"), || schema.clone());
                let sent = typed(&value);
                let accepted = validator.is_valid(&sent) || validator.is_valid(&json!(value));
                (!accepted).then(|| format!("the {place} parameter {name} cannot be {value:?}"))
            })
            .collect()
    }

    fn judge_body(&self, operation: &Operation<'_>, asked: &Asked<'_>) -> Vec<String> {
        let contents = &operation.definition["requestBody"]["content"];
        let Some(media) = asked.media else {
            let required = operation.definition["requestBody"]["required"] == true;
            return if required { vec!["a body is required".to_owned()] } else { Vec::new() };
        };
        if contents.get(media).is_none() {
            return vec![format!("a body of type {media:?} is not expected")];
        }
        // A form carries the same JSON as `payload_json`; its files are judged by the double.
        let pointer = format!("{}/requestBody/content/application~1json/schema", operation.pointer());
        self.judge(STRICT, &pointer, asked.body)
    }

    /// What is wrong with an answer of the double. The document leaves statuses of 500 and more to the reader.
    pub(crate) fn judge_answer(
        &self,
        method: &str,
        path: &str,
        status: u16,
        body: Option<&Value>,
    ) -> Vec<String> {
        let Ok(operation) = self.operation(method, path) else { return Vec::new() };
        if status >= 500 {
            return Vec::new();
        }
        let responses = &operation.definition["responses"];
        let wildcard = format!("{}XX", status / 100);
        let Some(key) = [status.to_string(), wildcard].into_iter().find(|key| responses.get(key).is_some())
        else {
            return vec![format!("answer to {method} {path}: the status {status} is not described")];
        };
        let place = responses[&key]["$ref"]
            .as_str()
            .map_or_else(|| format!("{}/responses/{key}", operation.pointer()), |to| to[1..].to_owned());
        let content = self.document.pointer(&format!("{place}/content/application~1json"));
        let wrong = match (content, body) {
            (None, None) => Vec::new(),
            (None, Some(_)) => vec!["no body is described".to_owned()],
            (Some(_), None) => vec!["a body is described".to_owned()],
            (Some(_), Some(body)) => {
                self.judge(DOCUMENT, &format!("{place}/content/application~1json/schema"), body)
            }
        };
        wrong.into_iter().map(|what| format!("answer {status} to {method} {path}: {what}")).collect()
    }

    fn judge(&self, document: &str, pointer: &str, value: &Value) -> Vec<String> {
        // A JSON pointer in a reference is a URI fragment, where braces are not at home.
        let reference = format!("{document}#{}", pointer.replace('{', "%7B").replace('}', "%7D"));
        let validator = self.validator(&reference, || json!({ "$ref": reference }));
        validator
            .iter_errors(value)
            .map(|error| {
                let mut text = error.to_string();
                if text.len() > 600 {
                    text.truncate(text.floor_char_boundary(600));
                    text.push('…');
                }
                format!("at {:?}: {text}", error.instance_path().to_string())
            })
            .collect()
    }

    fn validator(&self, key: &str, schema: impl FnOnce() -> Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().expect("no validator panics");
        let made = validators.entry(key.to_owned()).or_insert_with(|| {
            let validator = jsonschema::options()
                .with_registry(&self.registry)
                .should_validate_formats(true)
                .with_format("snowflake", |text| text.parse::<u64>().is_ok())
                .build(&schema())
                .expect("the document's schemas compile");
            Arc::new(validator)
        });
        Arc::clone(made)
    }
}

impl Operation<'_> {
    fn pointer(&self) -> String {
        format!("/paths/{}/{}", escape(self.template), self.method)
    }
}

/// Objects with named fields accept no others. Those composed by `allOf` stay open: each part sees all fields.
fn refuse_unknown_fields(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut().expect("the document has schemas");
    for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
        let closed = schema.contains_key("properties")
            && !schema.contains_key("allOf")
            && !schema.contains_key("additionalProperties");
        if closed {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
    }
}

/// A schema taken out of the document, its references still pointing into it.
fn at_home(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let moved = fields.iter().map(|(name, value)| {
                let target = value.as_str().filter(|target| name == "$ref" && target.starts_with('#'));
                let value =
                    target.map_or_else(|| at_home(value), |target| json!(format!("{STRICT}{target}")));
                (name.clone(), value)
            });
            Value::Object(moved.collect())
        }
        Value::Array(items) => items.iter().map(at_home).collect(),
        other => other.clone(),
    }
}

/// A query's text as the number or boolean that it may stand for.
fn typed(text: &str) -> Value {
    match text {
        "true" | "false" => json!(text == "true"),
        _ => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
    }
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}
