//! Keeps to Discord's rate limits: nothing is sent into a bucket that is used up or paused.
//!
//! serenity's limiter serves Discord's own address only, sleeps for as long as a refusal asks, and takes the tokens of
//! different interactions for one bucket. This one says until when to wait, and leaves the waiting to whoever asks.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::header::HeaderMap;
use serenity::http::Request;
use tokio::time::Instant;

/// A pause is kept, but for a day at most: after that Discord is asked whether it means it.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// The pause after a refusal that names no time.
pub(super) const UNNAMED_PAUSE: Duration = Duration::from_secs(5);
/// What is over is forgotten once there are as many buckets as this.
const MANY: usize = 1000;
/// Edits of a channel's messages in one window at most, and how long that is until Discord tells. Discord takes five: two are
/// left to another process with the same token, such as the one before, which still ends its work.
const MOST_EDITS: u32 = 3;
const EDITS_WINDOW: Duration = Duration::from_secs(5);

/// Where a request goes, as far as its limit is concerned. Discord counts by route, and apart for each channel, server and
/// token that the route names first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LimitedRoute {
    /// Such as `POST channels//messages`: ids left out.
    route: String,
    /// Such as `channels/20`, or an interaction with its token.
    major: String,
    /// Interactions are not bound to the bot's limit over all routes.
    by_token: bool,
}

impl LimitedRoute {
    /// That of a request.
    pub(super) fn of(request: &Request<'_>) -> Self {
        let path = request.route_ref().path();
        Self::parse(
            request.method_ref().reqwest_method().as_str(),
            path.split_once("/v10/").map_or("", |it| it.1),
        )
    }

    fn parse(method: &str, path: &str) -> Self {
        let mut segments = path.split('/');
        let first = segments.next().unwrap_or_default();
        let (majors, by_token) = match first {
            "channels" | "guilds" => (1, false),
            "webhooks" | "interactions" => (2, true),
            _ => (0, false),
        };
        let major = segments.by_ref().take(majors).fold(first.to_owned(), |major, id| major + "/" + id);
        let is_id = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        let route = segments.fold(format!("{method} {first}/"), |route, segment| {
            route + "/" + if is_id(segment) { "" } else { segment }
        });
        Self { route, major, by_token }
    }

    /// The bucket of which nothing is known yet.
    fn fresh_bucket(&self, now: Instant) -> Bucket {
        let (most, length) = match self.route.as_str() {
            "PATCH channels//messages/" => (MOST_EDITS, EDITS_WINDOW),
            _ => (0, Duration::ZERO),
        };
        Bucket { most, limit: most, left: most, resets: now, length, paused: None, sent_away: 0 }
    }
}

/// What an answer says about limits.
#[derive(Debug, Default)]
pub(super) struct LimitNews {
    bucket: Option<String>,
    limit: Option<u32>,
    remaining: Option<u32>,
    reset_after: Option<Duration>,
    scope: Option<String>,
}

impl LimitNews {
    /// Reads Discord's headers.
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        let reset_after = text("x-ratelimit-reset-after").and_then(|seconds| seconds.parse().ok());
        Self {
            bucket: text("x-ratelimit-bucket"),
            limit: text("x-ratelimit-limit").and_then(|limit| limit.parse().ok()),
            remaining: text("x-ratelimit-remaining").and_then(|left| left.parse().ok()),
            reset_after: reset_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            scope: text("x-ratelimit-scope"),
        }
    }

    /// Whether a refusal concerns every route. One without any of these headers comes from what stands before Discord.
    fn concerns_everything(&self) -> bool {
        match self.scope.as_deref() {
            Some(scope) => scope == "global",
            None => self.bucket.is_none(),
        }
    }
}

/// Who counts what may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitsKeptBy {
    /// The bot itself.
    Bot,
    /// A proxy between the bot and Discord. Only what it refuses pauses.
    Proxy,
}

/// What is known of the limits.
pub(super) struct Limits {
    kept_by: LimitsKeptBy,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Until when nothing but interactions may be sent.
    everything: Option<Instant>,
    /// Discord's names for the buckets of routes; several routes may share one.
    names: HashMap<String, String>,
    buckets: HashMap<(String, String), Bucket>,
}

/// What may be sent into a bucket.
#[derive(Debug)]
struct Bucket {
    /// The most that the bot sends in a window, whatever Discord allows; 0 for no such bound.
    most: u32,
    /// Requests per window; 0 while it is not known.
    limit: u32,
    left: u32,
    /// When the present window ends.
    resets: Instant,
    length: Duration,
    /// Until when it is paused by a refusal.
    paused: Option<Instant>,
    /// How many were sent away in the present window. They come back in turns, not all at once.
    sent_away: u32,
}

impl Limits {
    pub(super) fn new(kept_by: LimitsKeptBy) -> Self {
        Self { kept_by, known: Mutex::default() }
    }

    /// Whether a request may be sent now; if not, when to ask again.
    pub(super) fn admit(&self, route: &LimitedRoute, now: Instant) -> Result<(), Instant> {
        let mut known = self.known.lock();
        if let Some(until) = known.everything.filter(|until| *until > now && !route.by_token) {
            return Err(until);
        }
        known.bucket(route, now).admit(now)
    }

    /// How many more requests may be sent into a bucket now; none where that is not known.
    pub(super) fn left(&self, route: &LimitedRoute, now: Instant) -> Option<u32> {
        let known = self.known.lock();
        if known.everything.is_some_and(|until| until > now) && !route.by_token {
            return Some(0);
        }
        known.buckets.get(&known.key(route))?.left(now)
    }

    /// Takes note of an answer; `pause` is what it asks for where it is a refusal (429).
    pub(super) fn note(&self, route: &LimitedRoute, news: &LimitNews, pause: Option<Duration>, now: Instant) {
        let mut known = self.known.lock();
        if let Some(name) = &news.bucket {
            known.names.insert(route.route.clone(), name.clone());
        }
        if self.kept_by == LimitsKeptBy::Bot && news.limit.is_some() {
            known.bucket(route, now).count(news, now);
        }
        let Some(pause) = pause else { return };
        let until = now + pause.min(LONGEST_PAUSE);
        let everything = news.concerns_everything() && self.kept_by == LimitsKeptBy::Bot;
        let paused = if everything && !route.by_token {
            &mut known.everything
        } else {
            &mut known.bucket(route, now).paused
        };
        *paused = (*paused).max(Some(until));
    }
}

impl Known {
    fn key(&self, route: &LimitedRoute) -> (String, String) {
        let name = self.names.get(&route.route).unwrap_or(&route.route);
        (name.clone(), route.major.clone())
    }

    fn bucket(&mut self, route: &LimitedRoute, now: Instant) -> &mut Bucket {
        if self.buckets.len() >= MANY {
            self.buckets.retain(|_, bucket| bucket.closed_until(now).is_some() || bucket.resets > now);
        }
        self.buckets.entry(self.key(route)).or_insert_with(|| route.fresh_bucket(now))
    }
}

impl Bucket {
    /// Until when nothing may be sent.
    fn closed_until(&self, now: Instant) -> Option<Instant> {
        let used_up = (self.limit > 0 && self.left == 0).then_some(self.resets);
        used_up.max(self.paused).filter(|until| *until > now)
    }

    fn admit(&mut self, now: Instant) -> Result<(), Instant> {
        if let Some(until) = self.closed_until(now) {
            let turn = self.sent_away / self.limit.max(1);
            self.sent_away = self.sent_away.saturating_add(1);
            return Err(until + self.length * turn);
        }
        if self.resets <= now {
            // A new window, whose end is only guessed until the next answer tells it.
            (self.left, self.resets, self.sent_away) = (self.limit, now + self.length, 0);
        }
        self.left = self.left.saturating_sub(1);
        Ok(())
    }

    fn left(&self, now: Instant) -> Option<u32> {
        match (self.closed_until(now), self.limit) {
            (Some(_), _) => Some(0),
            (None, 0) => None,
            // A new window, to which those come back first who were sent away in the last one.
            _ if self.resets <= now => Some(self.limit.saturating_sub(self.sent_away)),
            _ => Some(self.left),
        }
    }

    fn count(&mut self, news: &LimitNews, now: Instant) {
        let (allowed, remaining) = (news.limit.unwrap_or_default(), news.remaining.unwrap_or_default());
        let limit = if self.most == 0 { allowed } else { allowed.min(self.most) };
        let remaining = remaining.saturating_sub(allowed - limit);
        let same_window = self.limit > 0 && self.resets > now;
        // Others may be on their way in the same window; the answer knows nothing of them.
        self.left = if same_window { self.left.min(remaining) } else { remaining };
        self.limit = limit;
        if let Some(reset_after) = news.reset_after {
            self.resets = now + reset_after.min(LONGEST_PAUSE);
            self.length = self.length.max(reset_after.min(LONGEST_PAUSE));
        }
    }
}

#[cfg(test)]
mod tests;
