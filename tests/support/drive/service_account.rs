//! A service account: it has no token, but a key, with which it signs a request for one (RFC 7523).

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio_rustls::rustls::SignatureScheme;
use tokio_rustls::rustls::crypto::ring;

use super::OAUTH;
use crate::support::missing_tool;

const ADDRESS: &str = "helix@project.iam.gserviceaccount.example";

/// An account with a key of its own.
pub(crate) struct ServiceAccount {
    private_key: String,
    public_key: Vec<u8>,
}

impl ServiceAccount {
    /// Makes one with OpenSSL; `None` where that is not installed; see [`missing_tool`].
    pub(crate) fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |arguments: &[&str]| Command::new("openssl").args(arguments).current_dir(&folder).output();
        let made =
            run(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "key.pem"]);
        if made.is_err() {
            missing_tool("openssl is not installed; script/test gets it");
            return None;
        }
        let public =
            run(&["rsa", "-in", "key.pem", "-RSAPublicKey_out", "-outform", "DER"]).expect("openssl runs");
        let private_key = std::fs::read_to_string(folder.path().join("key.pem")).expect("a key");
        Some(Self { private_key, public_key: public.stdout })
    }

    pub(super) fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The file that Google gives for its key.
    pub(super) fn credentials(&self) -> String {
        json!({
            "type": "service_account",
            "project_id": "project",
            "private_key_id": "the-only-key",
            "private_key": self.private_key,
            "client_email": ADDRESS,
            "client_id": "1042",
            "token_uri": format!("https://{OAUTH}/token"),
        })
        .to_string()
    }
}

/// Whether an assertion is the account's own, signed with its key, and made for this very purpose.
pub(super) fn is_signed(assertion: &str, public_key: &[u8]) -> bool {
    claims(assertion, public_key).is_some_and(|claims| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
        claims["iss"] == ADDRESS
            && claims["aud"] == format!("https://{OAUTH}/token")
            && claims["scope"].as_str().is_some_and(|scope| scope.contains("/auth/drive"))
            && claims["exp"].as_u64().is_some_and(|end| end > now)
    })
}

/// What a signed token says, if its signature is right.
fn claims(token: &str, public_key: &[u8]) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let provider = ring::default_provider();
    let mut known = provider.signature_verification_algorithms.mapping.iter();
    let (_, algorithms) = known.find(|(scheme, _)| *scheme == SignatureScheme::RSA_PKCS1_SHA256)?;
    algorithms.first()?.verify_signature(public_key, signed.as_bytes(), &signature).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?).ok()
}
