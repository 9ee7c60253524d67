use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn send(channel: u32) -> LimitedRoute {
    LimitedRoute::parse("POST", &format!("channels/{channel}/messages"))
}

fn edit(channel: u32, message: u32) -> LimitedRoute {
    LimitedRoute::parse("PATCH", &format!("channels/{channel}/messages/{message}"))
}

fn original(token: &str) -> LimitedRoute {
    LimitedRoute::parse("PATCH", &format!("webhooks/50/{token}/messages/@original"))
}

fn news(remaining: u32) -> LimitNews {
    LimitNews {
        bucket: Some("b".to_owned()),
        limit: Some(5),
        remaining: Some(remaining),
        reset_after: Some(2 * SECOND),
        scope: None,
    }
}

fn refusal(scope: &str) -> LimitNews {
    LimitNews { scope: Some(scope.to_owned()), ..LimitNews::default() }
}

#[test]
fn what_discord_counts_together_is_one_route() {
    assert_eq!(edit(1, 2), edit(1, 3));
    assert_ne!(send(1), edit(1, 2));
    assert_ne!(send(1), send(2));
    assert_ne!(original("one"), original("two"));
    assert_eq!(original("one").major, "webhooks/50/one");
    assert_eq!(edit(1, 2).route, "PATCH channels//messages/");
}

#[test]
fn a_bucket_that_is_used_up_is_left_alone_until_its_window_ends() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    assert_eq!(limits.admit(&send(1), now), Ok(()));
    limits.note(&send(1), &news(2), None, now);
    assert_eq!([0; 2].map(|_| limits.admit(&send(1), now)), [Ok(()); 2]);
    assert_eq!(limits.admit(&send(1), now), Err(now + 2 * SECOND));
    assert_eq!(limits.admit(&send(2), now), Ok(()), "other channels are free");
    let later = now + 2 * SECOND;
    assert_eq!([0; 5].map(|_| limits.admit(&send(1), later)), [Ok(()); 5]);
    assert!(limits.admit(&send(1), later).is_err());
}

#[test]
fn a_channel_gets_three_edits_in_a_window_though_discord_would_take_five() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    let admitted = |channel, now| (0..9).filter(|_| limits.admit(&edit(channel, 2), now).is_ok()).count();
    assert_eq!(admitted(1, now), 3, "before anything is known");
    assert_eq!(limits.admit(&edit(1, 2), now), Err(now + 3 * EDITS_WINDOW), "its turn comes");
    limits.note(&edit(2, 2), &news(4), None, now);
    assert_eq!(admitted(2, now), 2, "one was sent");
    assert_eq!(admitted(2, now + 2 * SECOND), 3);
    assert_eq!(limits.admit(&send(1), now), Ok(()), "messages have a limit of their own");
}

#[test]
fn those_who_are_sent_away_come_back_in_turns() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    limits.note(&send(1), &news(0), None, now);
    let back: Vec<_> = (0..11).map(|_| limits.admit(&send(1), now).expect_err("used up") - now).collect();
    assert_eq!(back[..5], [2 * SECOND; 5]);
    assert_eq!(back[5..10], [4 * SECOND; 5]);
    assert_eq!(back[10], 6 * SECOND);
}

#[test]
fn how_much_is_left_is_known_without_asking_and_takes_nothing() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    assert_eq!(limits.left(&send(1), now), None, "Discord has not said so");
    limits.note(&send(1), &news(2), None, now);
    assert_eq!([limits.left(&send(1), now), limits.left(&send(1), now)], [Some(2); 2]);
    assert_eq!(limits.left(&send(2), now), None, "of another channel nothing is known");
    assert_eq!([0; 5].map(|_| limits.admit(&send(1), now).is_ok()), [true, true, false, false, false]);
    assert_eq!(limits.left(&send(1), now), Some(0));
    let later = now + 2 * SECOND;
    assert_eq!(
        limits.left(&send(1), later),
        Some(2),
        "three of the next five are for those who were sent away"
    );
    limits.note(&send(2), &refusal("global"), Some(SECOND), now);
    assert_eq!(limits.left(&send(1), later), Some(2), "that is over");
    assert_eq!(limits.left(&send(2), now), Some(0));
}

#[test]
fn answers_that_arrive_late_give_nothing_back() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    limits.note(&send(1), &news(1), None, now);
    limits.note(&send(1), &news(3), None, now);
    assert_eq!(limits.admit(&send(1), now), Ok(()));
    assert!(limits.admit(&send(1), now).is_err());
}

#[test]
fn a_refusal_pauses_its_bucket_for_as_long_as_it_says_whatever_else_is_answered() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    limits.note(&send(1), &refusal("user"), Some(12 * SECOND), now);
    limits.note(&send(1), &refusal("user"), Some(SECOND), now);
    limits.note(&send(1), &LimitNews { bucket: None, ..news(4) }, None, now);
    assert_eq!(limits.admit(&send(1), now + 11 * SECOND), Err(now + 12 * SECOND));
    assert_eq!(limits.admit(&send(1), now + 12 * SECOND), Ok(()));
    assert_eq!(limits.admit(&edit(1, 2), now), Ok(()), "another bucket");
    limits.note(&send(2), &refusal("shared"), Some(Duration::MAX), now);
    let day = now + Duration::from_hours(24);
    assert_eq!(limits.admit(&send(2), now), Err(day), "after a day it is asked again");
}

#[test]
fn a_pause_of_everything_holds_for_all_but_interactions() {
    for global in [refusal("global"), LimitNews::default()] {
        let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
        limits.note(&send(1), &global, Some(SECOND), now);
        assert_eq!(limits.admit(&edit(2, 3), now), Err(now + SECOND));
        assert_eq!(limits.admit(&original("one"), now), Ok(()));
        assert_eq!(limits.admit(&edit(2, 3), now + SECOND), Ok(()));
    }
}

#[test]
fn a_proxy_counts_itself_and_what_it_refuses_pauses_only_that() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Proxy), Instant::now());
    limits.note(&send(1), &news(0), None, now);
    assert_eq!(limits.admit(&send(1), now), Ok(()));
    limits.note(&send(1), &LimitNews::default(), Some(SECOND), now);
    assert_eq!(limits.admit(&send(1), now), Err(now + SECOND));
    assert_eq!(limits.admit(&send(2), now), Ok(()));
}

#[test]
fn what_is_over_is_forgotten() {
    let (limits, now) = (Limits::new(LimitsKeptBy::Bot), Instant::now());
    for channel in 0..2500 {
        let now = now + SECOND * channel;
        limits.note(&send(channel), &news(4), None, now);
    }
    assert!(limits.known.lock().buckets.len() <= MANY);
}
