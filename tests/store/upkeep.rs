//! What is put right from time to time: times from a clock that was wrong, and tokens that died.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::store::{
    ArchiveState, InteractionToken, Lane, NewRitual, Origin, Outcome, StoreError, Timestamp, Trouble,
};

use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, copy, destination, picture, receipt, request, retry,
    uploads, work,
};

/// Longer than any job waits in these tests.
const LONGEST: Duration = Duration::from_hours(27);
const YEAR: u64 = 365 * 24 * 3600;

pub(super) async fn jobs_that_wait_for_a_time_from_a_wrong_clock_go_on(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), START, &retry(YEAR, Class::Transient, "no network")).await;
    work(&store, &uploads(1), START, &retry(3600, Class::Quota, "full")).await;
    // A ritual that was accepted in the year to come.
    let odd = NewRitual { accepted: at(YEAR), ..request(2) };
    store.accept(&odd).await.expect("it is accepted");
    // It stood in its line from the beginning, whatever time that was.
    assert_eq!(claim(&store, &Lane::Render, at(60)).await.map(|job| job.ritual), Some(odd.id));
    assert_eq!(claim(&store, &uploads(0), at(60)).await, None);

    for lane in [uploads(0), uploads(1)] {
        store.bound_waits(&lane, LONGEST, at(60)).await.expect("the database answers");
    }
    assert_eq!(claim(&store, &uploads(0), at(60)).await.map(|job| job.ritual), Some(id));
    assert_eq!(claim(&store, &uploads(1), at(60)).await, None, "an hour is a wait as any other");
    assert!(matches!(copy(&store, id, 1).await, ArchiveState::Retrying { .. }));
}

pub(super) async fn a_lease_that_seems_to_last_for_a_year_runs_out(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&request(1)).await.expect("it is accepted");
    let until = at(YEAR + 15);
    let lost = store.claim(&Lane::Render, None, at(YEAR), until).await.expect("answered").expect("a job");
    assert_eq!(claim(&store, &Lane::Render, at(60)).await, None);
    assert_eq!(store.bound_waits(&Lane::Render, LONGEST, at(60)).await.expect("answered"), 1);
    let held = claim(&store, &Lane::Render, at(60)).await.expect("it is claimed anew");
    assert_eq!(held.lease.job, lost.lease.job);
    assert!(!store.finish(&lost.lease, &Outcome::Rendered(picture()), at(61)).await.expect("answered"));
    // One that is renewed as it should be is left alone.
    assert_eq!(store.bound_waits(&Lane::Render, LONGEST, at(62)).await.expect("answered"), 0);
    assert!(store.finish(&held.lease, &Outcome::Rendered(picture()), at(63)).await.expect("answered"));
}

pub(super) async fn a_pause_and_audits_with_times_from_a_wrong_clock_end(database: TestDatabase) {
    let store = database.open().await;
    let first = accept_and_render(&store, &request(1)).await;
    let second = accept_and_render(&store, &request(2)).await;
    let archived = helix_bot::store::Receipt { at: at(YEAR), ..receipt() };
    work(&store, &uploads(0), START, &Outcome::Archived(archived)).await;
    work(&store, &uploads(0), START, &retry(YEAR, Class::Auth, "refused")).await;
    store.bound_waits(&uploads(0), LONGEST, at(60)).await.expect("the database answers");
    let job = claim(&store, &uploads(0), at(60)).await.expect("neither the pause nor the job waits");
    assert_eq!(job.ritual, second);
    assert!(store.finish(&job.lease, &Outcome::Archived(receipt()), at(61)).await.expect("answered"));

    let spacing = Duration::from_secs(10);
    let turn = store.claim_audit(&destination(0), spacing, at(100), at(160)).await.expect("answered");
    let turn = turn.expect("a copy is due");
    assert!([first, second].contains(&turn.copy.ritual));
    assert!(store.end_audit(&turn.lease, 1, at(YEAR), at(YEAR)).await.expect("answered"));
    let turn = store.claim_audit(&destination(0), spacing, at(200), at(260)).await.expect("answered");
    assert_eq!(turn, None);
    store.bound_waits(&uploads(0), LONGEST, at(200)).await.expect("the database answers");
    let turn = store.claim_audit(&destination(0), spacing, at(220), at(280)).await.expect("answered");
    assert!(turn.is_some());
}

/// A slash command whose token is `token`.
fn slash(number: u64, token: &str, received: Timestamp) -> NewRitual {
    let origin = Origin::Interaction {
        guild: Some(1),
        channel: 2,
        interaction: number,
        user: 3,
        application: 4,
        token: InteractionToken(token.to_owned()),
        received,
        most: None,
    };
    NewRitual { origin, ..request(number) }
}

pub(super) async fn tokens_that_died_are_forgotten_and_living_ones_kept(database: TestDatabase) {
    let store = database.open().await;
    let token_of = async |id| match store.ritual(id).await.expect("answered").expect("there").ritual.origin {
        Origin::Interaction { token, .. } => token.0,
        other => panic!("{other:?}"),
    };
    let mut dead = Vec::new();
    for number in 0..600 {
        dead.push(store.accept(&slash(number, "dead-token", START)).await.expect("accepted"));
    }
    let alive = store.accept(&slash(601, "living-token", at(600))).await.expect("accepted");
    let odd = store.accept(&slash(602, "odd-token", at(YEAR))).await.expect("accepted");
    assert_eq!(store.forget_tokens(at(899)).await.expect("answered"), 1, "the one from a wrong clock");
    assert_eq!(store.forget_tokens(at(900)).await.expect("answered"), 600, "more than one round");
    assert_eq!(store.forget_tokens(at(900)).await.expect("answered"), 0);
    assert_eq!(token_of(dead[0]).await, "");
    assert_eq!(token_of(odd).await, "");
    assert_eq!(token_of(alive).await, "living-token");
}

/// A full disk as the database itself would tell of it.
pub(super) async fn what_the_database_says_of_its_disk_is_told_and_passes(database: TestDatabase) {
    let TestDatabase::Postgres(_) = &database else { return };
    let store = database.open().await;
    database
        .execute(
            "",
            "CREATE FUNCTION fill_up() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER fill_up BEFORE INSERT ON rituals EXECUTE FUNCTION fill_up();",
        )
        .await;
    let error = store.accept(&request(1)).await.expect_err("the disk is full");
    assert_eq!(error.trouble(), Some(Trouble::Full), "{error:?}");
    assert!(error.to_string().contains("full"), "{error}");
    assert_eq!(store.unwritable().and_then(|it| it.trouble), Some(Trouble::Full));
    database.execute("", "DROP TRIGGER fill_up ON rituals").await;
    store.accept(&request(1)).await.expect("it is accepted");
    assert_eq!(store.unwritable(), None);
}

/// What a server that is started anew does to its connections.
pub(super) async fn connections_that_the_server_ended_are_opened_anew(database: TestDatabase) {
    let TestDatabase::Postgres(_) = &database else { return };
    let store = database.open().await;
    for message in 0..3 {
        database
            .execute(
                "",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'helix-bot' AND datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await;
        let accepted = match store.accept(&request(message)).await {
            Err(error @ StoreError::Sql(_)) => {
                assert_eq!(error.trouble(), Some(Trouble::Away), "{error:?}");
                store.accept(&request(message)).await
            }
            accepted => accepted,
        };
        accepted.expect("the next one works");
    }
}
