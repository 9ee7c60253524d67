//! The formats in which metrics are told, and which of them is asked for.

use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::registry::Registry;

/// A format that Prometheus reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Prometheus' own text format, which everything reads.
    Text,
    /// `OpenMetrics` 1.0.
    OpenMetrics,
}

impl Format {
    /// The one that a request's `Accept` prefers; the text format where it says nothing of either, or likes both the same.
    pub(crate) fn accepted(accept: &str) -> Self {
        let wish = |wanted: &[&str]| {
            let media = accept.split(',').map(media_and_weight);
            media.filter(|(media, _)| wanted.contains(media)).map(|(_, weight)| weight).fold(0.0, f32::max)
        };
        let text = wish(&["text/plain", "text/*", "*/*"]);
        if wish(&["application/openmetrics-text"]) > text { Self::OpenMetrics } else { Self::Text }
    }

    /// What stands in the answer's head.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Text => prometheus_text::CONTENT_TYPE,
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// Some registries, one behind the other.
    pub(super) fn written(self, registries: &[&Registry]) -> String {
        let mut page = String::new();
        let done = registries.iter().try_for_each(|registry| match self {
            Self::Text => prometheus_text::encode(&mut page, registry),
            Self::OpenMetrics => text::encode_registry(&mut page, registry),
        });
        let done = done.and_then(|()| match self {
            Self::Text => Ok(()),
            Self::OpenMetrics => text::encode_eof(&mut page),
        });
        debug_assert!(done.is_ok(), "writing into memory cannot fail");
        page
    }
}

/// A part of an `Accept` header: `text/plain;version=0.0.4;q=0.3` is `text/plain` with 0.3.
fn media_and_weight(part: &str) -> (&str, f32) {
    let mut fields = part.split(';').map(str::trim);
    let media = fields.next().unwrap_or_default();
    let weight = fields.find_map(|field| field.strip_prefix("q=")).and_then(|weight| weight.parse().ok());
    (media, weight.unwrap_or(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_one_that_is_preferred() {
        for (accept, format) in [
            ("", Format::Text),
            ("*/*", Format::Text),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Format::Text),
            ("application/openmetrics-text", Format::OpenMetrics),
            ("application/openmetrics-text;q=0,text/plain", Format::Text),
            ("text/plain;q=0.9, application/openmetrics-text;version=1.0.0;q=0.5", Format::Text),
            // Prometheus 2.42 and 3.
            (
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
                 text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                Format::OpenMetrics,
            ),
            (
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
                 application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;\
                 q=0.3,text/plain;version=0.0.4;q=0.2,/;q=0.1",
                Format::OpenMetrics,
            ),
        ] {
            assert_eq!(Format::accepted(accept), format, "{accept}");
        }
    }
}
