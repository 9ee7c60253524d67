//! Sends what the exporter has encoded.
//!
//! The SDK encodes on a small thread of its own, which waits for the answer; the exchange itself runs on the program's
//! one runtime, with the one HTTP library that there is. So a collector that is slow or away holds up that thread and
//! nobody else.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::redirect::Policy;
use tokio::runtime::Handle;

/// How long an exchange may take. What is to be said while the program stops is given up sooner.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(10);
/// Nobody reads more of an answer.
const LONGEST_ANSWER: usize = 64 << 10;

/// The collector.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    runtime: Handle,
    is_away: AtomicBool,
}

impl Client {
    /// Connects to nothing yet.
    pub(super) fn new(runtime: Handle) -> reqwest::Result<Self> {
        // The operator's headers are for the collector that was named, and for no other place.
        let http = reqwest::Client::builder().timeout(EXCHANGE_TIMEOUT).redirect(Policy::none()).build()?;
        Ok(Self { http, runtime, is_away: AtomicBool::new(false) })
    }

    /// Says once that nothing arrives, and once that it does again.
    fn note(&self, answer: &Result<Response<Bytes>, HttpError>) {
        let problem = match answer {
            Ok(answer) if answer.status().is_success() => {
                if self.is_away.swap(false, Ordering::Relaxed) {
                    tracing::info!("the OpenTelemetry collector takes traces again");
                }
                return;
            }
            Ok(answer) => format!("it answered {}", answer.status()),
            Err(error) => format!("{error:#}"),
        };
        if !self.is_away.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                problem,
                "the OpenTelemetry collector takes no traces; they are lost until it does"
            );
        }
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let exchange = self.runtime.spawn(exchange(self.http.clone(), request));
        // The task ends without an answer where the program does.
        let answer = exchange.await.unwrap_or_else(|ended| Err(ended.into()));
        self.note(&answer);
        answer
    }
}

async fn exchange(http: reqwest::Client, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    // The address may hold a login or a token.
    let problem = |error: reqwest::Error| anyhow::Error::from(error.without_url());
    let mut answer = http.execute(request.try_into().map_err(problem)?).await.map_err(problem)?;
    let mut shown = Response::builder().status(answer.status());
    if let Some(headers) = shown.headers_mut() {
        headers.clone_from(answer.headers());
    }
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(problem)? {
        body.extend_from_slice(&part[..part.len().min(LONGEST_ANSWER - body.len())]);
    }
    Ok(shown.body(body.into())?)
}
