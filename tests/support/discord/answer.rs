//! What a request is answered with, and refusals in Discord's form.

use serde_json::{Value, json};

/// What a request is answered with.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
}

/// A refusal in Discord's form.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) answer: Answer,
    /// What fails the test, where the request should never have been made.
    pub(super) violation: Option<String>,
}

/// An answer or a refusal.
pub(super) type Reply = Result<Answer, Refusal>;

impl Answer {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body: Some(body) }
    }

    pub(super) fn no_content() -> Self {
        Self { status: 204, body: None }
    }

    pub(super) fn error(status: u16, code: u64, message: &str) -> Self {
        Self { status, body: Some(json!({ "code": code, "message": message })) }
    }
}

impl Refusal {
    /// A refusal that life brings: something is gone, a permission is missing.
    pub(super) fn of_life(status: u16, code: u64, message: &str) -> Self {
        Self { answer: Answer::error(status, code, message), violation: None }
    }

    /// A refusal that only a mistake in the bot brings.
    pub(super) fn of_bot(status: u16, code: u64, message: &str) -> Self {
        let violation = Some(format!("refused with {code}: {message}"));
        Self { answer: Answer::error(status, code, message), violation }
    }

    /// A field that breaks Discord's rules.
    pub(super) fn invalid(field: &str, message: &str) -> Self {
        let mut refusal = Self::of_bot(400, 50035, &format!("Invalid Form Body: {field}: {message}"));
        if let Some(body) = &mut refusal.answer.body {
            body["errors"] = json!({ field: { "_errors": [{ "code": 50035, "message": message }] } });
        }
        refusal
    }

    /// Something that Discord can and the double cannot.
    pub(super) fn unsupported(what: &str) -> Self {
        Self {
            answer: Answer::error(404, 0, "404: Not Found"),
            violation: Some(format!("the double does not support {what}")),
        }
    }

    pub(super) fn unknown_channel() -> Self {
        Self::of_life(404, 10003, "Unknown Channel")
    }

    pub(super) fn unknown_message() -> Self {
        Self::of_life(404, 10008, "Unknown Message")
    }
}
