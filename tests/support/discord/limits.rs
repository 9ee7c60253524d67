//! Discord's rate limits: counted where a test asks for it, and pauses that were asked for are always a rule.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue};

use super::request::Call;

/// How long requests may be on their way that were sent before the pause was known.
const ON_THEIR_WAY: Duration = Duration::from_secs(1);

/// What may be sent, and when nothing may.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// Requests per window, where they are counted.
    rule: Option<(u32, Duration)>,
    /// Requests per window over all routes, where they are counted.
    rule_over_all: Option<(u32, Duration)>,
    /// What was sent of all in the present window, and when that ends.
    window_over_all: Option<(u32, Instant)>,
    /// What was sent in the present window of a route, and when that ends.
    windows: HashMap<String, (u32, Instant)>,
    pauses: Vec<Pause>,
}

/// A pause that was asked for.
#[derive(Debug)]
struct Pause {
    /// The route, or none for all.
    route: Option<String>,
    /// What was refused: whoever sends that again has read the refusal.
    refused: (String, serde_json::Value),
    since: Instant,
    until: Instant,
}

/// Where a request stands in its window.
#[derive(Debug, Clone)]
pub(super) struct Spent {
    bucket: String,
    limit: u32,
    remaining: u32,
    reset_after: Duration,
    /// Seconds to wait, where it was one too many.
    pub(super) refused: Option<f64>,
}

impl Limits {
    pub(super) fn set(&mut self, requests: u32, window: Duration) {
        self.rule = Some((requests, window));
    }

    pub(super) fn set_over_all(&mut self, requests: u32, window: Duration) {
        self.rule_over_all = Some((requests, window));
    }

    /// Counts a request over all routes; the seconds to wait where it was one too many.
    pub(super) fn spend_over_all(&mut self, call: &Call, now: Instant) -> Option<f64> {
        let (limit, length) = self.rule_over_all.filter(|_| !route(call).by_token)?;
        let window = self.window_over_all.filter(|(_, end)| *end > now).unwrap_or((0, now + length));
        let refused = window.0 >= limit;
        self.window_over_all = Some((window.0 + u32::from(!refused), window.1));
        refused.then(|| (window.1 - now).as_secs_f64())
    }

    /// What is wrong with sending this now.
    pub(super) fn broken_by(&self, call: &Call, now: Instant) -> Option<String> {
        let route = route(call);
        let bound = |pause: &&Pause| match &pause.route {
            Some(paused) => *paused == route.key,
            None => !route.by_token,
        };
        let knows = |pause: &Pause| {
            let the_same = !call.body.is_null() && pause.refused == (call.path.clone(), call.body.clone());
            the_same || now > pause.since + ON_THEIR_WAY
        };
        let pause = self.pauses.iter().filter(bound).find(|pause| now < pause.until && knows(pause))?;
        Some(format!("sent {:?} before the end of a pause that was asked for", pause.until - now))
    }

    /// Remembers that a pause was asked for.
    pub(super) fn pause(&mut self, call: &Call, seconds: f64, global: bool, now: Instant) {
        let route = (!global).then(|| route(call).key);
        // A client that waits by the clock may be a trifle early.
        let until = now + Duration::from_secs_f64((seconds - 0.02).max(0.0));
        self.pauses.push(Pause { route, refused: (call.path.clone(), call.body.clone()), since: now, until });
    }

    /// Counts a request.
    pub(super) fn spend(&mut self, call: &Call, now: Instant) -> Option<Spent> {
        let (limit, length) = self.rule?;
        let Route { bucket, key, .. } = route(call);
        if call.path.ends_with("/callback") {
            return None;
        }
        let window = self.windows.entry(key).or_insert((0, now + length));
        if window.1 <= now {
            *window = (0, now + length);
        }
        let reset_after = window.1 - now;
        let refused = (window.0 >= limit).then_some(reset_after.as_secs_f64());
        window.0 += u32::from(refused.is_none());
        Some(Spent { bucket, limit, remaining: limit - window.0, reset_after, refused })
    }
}

impl Spent {
    /// As Discord tells it.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let seconds = format!("{:.3}", self.reset_after.as_secs_f64());
        for (name, value) in [
            ("x-ratelimit-bucket", self.bucket.clone()),
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", self.remaining.to_string()),
            ("x-ratelimit-reset-after", seconds),
        ] {
            headers.insert(name, HeaderValue::from_str(&value).expect("plain letters"));
        }
    }
}

/// Where a request goes.
struct Route {
    /// The same for all channels and tokens.
    bucket: String,
    key: String,
    by_token: bool,
}

fn route(call: &Call) -> Route {
    let segments: Vec<&str> = call.path.split('/').skip(1).collect();
    let by_token = matches!(segments.first(), Some(&("webhooks" | "interactions")));
    let majors = if by_token { 3 } else { 2 };
    let rest = segments
        .iter()
        .skip(majors)
        .map(|segment| if segment.parse::<u64>().is_ok() { "id" } else { segment });
    let rest: Vec<&str> = rest.collect();
    let bucket = format!("{}-{}-{}", call.method, segments.first().unwrap_or(&""), rest.join("-"));
    let major = segments.iter().take(majors).copied().collect::<Vec<_>>().join("/");
    Route { key: format!("{bucket} {major}"), bucket, by_token }
}
