//! What lies in the bucket.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use axum::response::{IntoResponse, Response};

use super::Service;

/// All of it in one answer: no test has a thousand.
pub(super) fn list(service: &Service, query: &HashMap<String, String>) -> Response {
    let prefix = query.get("prefix").map(String::as_str).unwrap_or_default();
    let by_folder = query.get("delimiter").is_some_and(|delimiter| !delimiter.is_empty());
    let encoded = query.get("encoding-type").is_some_and(|how| how == "url");
    let name = |text: &str| if encoded { encode(text) } else { escape(text) };
    let (mut found, mut folders) = (String::new(), BTreeSet::new());
    let state = service.state();
    for (key, object) in &state.objects {
        let Some(rest) = key.strip_prefix(prefix) else { continue };
        match rest.find('/').filter(|_| by_folder) {
            Some(end) => _ = folders.insert(format!("{prefix}{}", &rest[..=end])),
            None => {
                _ = write!(
                    found,
                    "<Contents><Key>{}</Key><LastModified>2026-11-26T12:00:00.000Z</LastModified>\
                     <ETag>&quot;{}&quot;</ETag><Size>{}</Size></Contents>",
                    name(key),
                    object.etag,
                    object.content.len()
                );
            }
        }
    }
    for folder in folders {
        _ = write!(found, "<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", name(&folder));
    }
    let encoding = if encoded { "<EncodingType>url</EncodingType>" } else { "" };
    format!(
        "<ListBucketResult><Name>bucket</Name><Prefix>{}</Prefix>{encoding}<IsTruncated>false</IsTruncated>{found}\
         </ListBucketResult>",
        name(prefix)
    )
    .into_response()
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
