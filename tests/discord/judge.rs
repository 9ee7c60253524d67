//! The double itself: what breaks Discord's rules does not pass unseen.

use serde_json::{Value, json};

use crate::support::discord::{Discord, Endpoint, Fault};

/// Sends a request as a bot would; the status of the answer.
async fn send(discord: &Discord, method: reqwest::Method, path: &str, body: Option<Value>) -> u16 {
    let mut request = reqwest::Client::new()
        .request(method, format!("{}/api/v10{path}", discord.url()))
        .header("authorization", format!("Bot {}", discord.token()));
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    request.send().await.expect("an answer").status().as_u16()
}

async fn post(discord: &Discord, body: Value) -> u16 {
    let path = format!("/channels/{}/messages", discord.channel());
    send(discord, reqwest::Method::POST, &path, Some(body)).await
}

#[tokio::test]
async fn a_right_request_breaks_no_rule() {
    let discord = Discord::start().await;
    let body = json!({ "content": "hello", "allowed_mentions": { "parse": [] } });
    assert_eq!(post(&discord, body).await, 200);
    assert_eq!(discord.take_violations(), Vec::<String>::new());
}

#[tokio::test]
async fn what_discord_would_refuse_or_ignore_in_silence_is_noticed() {
    let discord = Discord::start().await;
    let channel = format!("/channels/{}/messages", discord.channel());
    let get = reqwest::Method::GET;
    for (what, body) in [
        ("a misspelt field", json!({ "content": "x", "alowed_mentions": { "parse": [] } })),
        ("a field of the wrong type", json!({ "content": ["x"] })),
        (
            "a value that is none of those allowed",
            json!({ "content": "x", "allowed_mentions": { "parse": ["all"] } }),
        ),
        ("a text that is too long", json!({ "content": "x".repeat(4001) })),
        (
            "a nonce that is too long",
            json!({ "content": "x", "nonce": "x".repeat(26), "enforce_nonce": true }),
        ),
        ("an empty message", json!({ "content": "" })),
        ("a picture that was not sent", json!({ "embeds": [{ "image": { "url": "attachment://x.png" } }] })),
    ] {
        post(&discord, body).await;
        assert_ne!(discord.take_violations(), Vec::<String>::new(), "{what}");
    }
    for path in ["/nowhere", &format!("{channel}?limit=1000"), &format!("{channel}?offset=1")] {
        send(&discord, get.clone(), path, None).await;
        assert_ne!(discord.take_violations(), Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn a_request_into_a_pause_that_was_asked_for_is_noticed_unless_it_is_for_elsewhere() {
    for global in [false, true] {
        let discord = Discord::start().await;
        discord.fault(Endpoint::SEND, Fault::RateLimit { retry_after: 60.0, global }, 1);
        let body = || json!({ "content": "hello", "nonce": "1", "enforce_nonce": true });
        assert_eq!(post(&discord, body()).await, 429);
        let elsewhere = format!("/channels/{}/messages", discord.direct(discord.member()));
        send(&discord, reqwest::Method::POST, &elsewhere, Some(json!({ "content": "hello" }))).await;
        assert_eq!(discord.take_violations(), Vec::<String>::new(), "it may have been on its way");
        post(&discord, body()).await;
        assert_eq!(discord.take_violations().len(), 1, "whoever sends it again has read the refusal");
    }
}

#[tokio::test]
#[should_panic(expected = "Discord's rules were broken")]
async fn a_rule_that_was_broken_fails_the_test_in_which_it_happened() {
    let discord = Discord::start().await;
    post(&discord, json!({ "content": "" })).await;
}
