//! OpenTelemetry's own variables. Its SDK reads them itself; here is what of them must not be logged, and what is to be said.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::checks;
use super::texts::Texts;
use super::url;
use crate::traces::ENDPOINTS;

/// What is sent along with each request, such as keys.
const HEADERS: [&str; 2] = ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"];

/// Whether a variable may hold a secret.
pub(super) fn is_secret(variable: &str) -> bool {
    HEADERS.contains(&variable)
}

/// The headers' values, whole and without a word before them such as `Bearer`; and the addresses' logins.
pub(super) fn secrets(texts: &Texts<'_>) -> Vec<SecretString> {
    let mut secrets = Vec::new();
    for headers in HEADERS.into_iter().filter_map(|name| texts.variable(name)) {
        for (_, value) in headers.split(',').filter_map(|header| header.split_once('=')) {
            let value = percent_decode_str(value.trim()).decode_utf8_lossy().into_owned();
            secrets.extend(value.rsplit_once(char::is_whitespace).map(|(_, key)| SecretString::from(key)));
            secrets.push(value.into());
        }
    }
    let addresses = ENDPOINTS.into_iter().filter_map(|name| texts.variable(name));
    secrets.extend(addresses.flat_map(url::login_parts).map(SecretString::from));
    secrets
}

/// What will not do what is probably expected. It stops nothing, since other programs read the same variables.
pub(super) fn warnings(texts: &Texts<'_>) -> Vec<String> {
    let set = ENDPOINTS.into_iter().filter_map(|name| Some((name, texts.variable(name)?)));
    if cfg!(feature = "otel") {
        let problems = set.filter_map(|(name, text)| Some((name, checks::http_url(text).err()?)));
        return problems
            .flat_map(|(name, all)| all.into_iter().map(move |problem| format!("{name}: {problem}")))
            .collect();
    }
    let first = set.map(|(name, _)| name).next();
    first.map(without_the_feature).into_iter().collect()
}

fn without_the_feature(name: &str) -> String {
    format!("{name} is of no use in this build, which has no traces; build it with --features otel")
}
