//! The contract of the store, on both databases: the same functions, each on a database of its own.

use std::pin::Pin;

use crate::support::pgbouncer::Pgbouncer;
use crate::support::postgres::Postgres;
use fixture::TestDatabase;

mod accepting;
mod adopting;
mod alarms_and_notes;
mod archives;
mod audits;
mod concurrency;
mod finishing;
mod fixture;
mod gallery;
mod leases;
mod limits;
mod log_size;
mod lore;
mod model;
mod old_rows;
mod opening;
mod operator;
mod owned;
mod owners;
mod postgres;
mod queue;
mod removals;
mod scopes;
mod servers;
mod shards;
mod turns;
mod upkeep;

/// A contract that is under way, on the heap from its beginning: all of them together would not fit onto one stack. In the
/// end the numbers that the database keeps up must be true.
fn begun<F: Future<Output = ()> + 'static>(
    contract: impl FnOnce(TestDatabase) -> F + 'static,
    database: TestDatabase,
) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {
        contract(database.clone()).await;
        database.tallies_are_true().await;
    })
}

/// Runs each contract as a test on SQLite, and all of them as one test on PostgreSQL, whose server takes
/// seconds to start, and as one behind a pooler.
macro_rules! contracts {
    ($($topic:ident { $($contract:ident)* })*) => {
        mod on_sqlite {
            use super::*;
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $contract() {
                    begun($topic::$contract, TestDatabase::sqlite()).await;
                }
            )*)*
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn postgres_keeps_every_contract() {
            let Some(server) = Postgres::start().await else { return };
            $($(
                eprintln!("{}", stringify!($contract));
                let database = TestDatabase::postgres(server.database(stringify!($contract)).await);
                begun($topic::$contract, database).await;
            )*)*
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn postgres_behind_pgbouncer_keeps_every_contract() {
            let Some(server) = Postgres::start().await else { return };
            let Some(pooler) = Pgbouncer::before(&server) else { return };
            $($(
                eprintln!("{}", stringify!($contract));
                // pgbouncer knows no longer names.
                let name: String = stringify!($contract).chars().take(60).collect();
                server.database(&name).await;
                let database = TestDatabase::postgres(pooler.url(&name));
                begun($topic::$contract, database).await;
            )*)*
        }
    };
}

contracts! {
    accepting {
        an_accepted_ritual_reads_back_whole
        an_accepted_ritual_survives_a_restart
        a_request_delivered_twice_is_one_ritual
        a_request_delivered_to_many_at_once_is_one_ritual
        an_accept_that_fails_half_way_leaves_nothing
        an_accept_that_is_cut_short_leaves_a_whole_ritual_or_none
        an_interaction_token_is_forgotten_once_it_died
    }
    adopting {
        a_ritual_that_was_found_is_recorded_once_with_nothing_left_to_do
        a_copy_that_was_found_changes_nothing_that_is_known
    }
    concurrency {
        many_workers_never_hold_the_same_job
        many_workers_end_every_ritual_with_its_newest_state_told
    }
    leases {
        jobs_come_in_the_order_of_their_time
        a_claim_keeps_to_its_lane_and_ritual
        a_message_and_its_copies_wait_for_the_picture
        a_lease_that_ran_out_is_claimed_again
        an_extended_lease_is_not_claimed
        a_lost_lease_writes_nothing
        a_job_handed_back_keeps_its_attempts_and_its_turn
        a_job_to_be_retried_waits_for_its_time
        looking_again_is_told_by_the_earliest_job_or_lease
    }
    turns {
        one_server_does_not_hold_up_another
        one_member_does_not_hold_up_the_others_of_a_server
        large_pictures_have_a_lane_of_their_own
        edits_give_way_to_messages_with_pictures
        what_failed_or_was_handed_back_takes_its_turn_again
    }
    queue {
        a_place_in_the_queue_is_the_one_that_turns_give
        a_ritual_is_told_as_waiting_drawn_put_off_and_posted
        a_queue_shows_its_own_servers_rituals_alone
        what_is_cancelled_is_not_drawn_posted_or_archived_and_is_no_failure
        whoever_works_on_what_is_cancelled_writes_nothing_more
        what_is_shown_or_is_just_being_shown_is_not_cancelled
        only_the_asker_or_a_moderator_of_the_same_server_cancels
        an_answer_that_was_promised_or_may_stand_says_that_it_is_cancelled
        all_of_a_persons_own_are_cancelled_and_nobody_elses
        what_a_message_asked_for_is_found_by_it
    }
    finishing {
        a_picture_is_recorded_with_its_facts
        a_ritual_in_motion_is_recorded_with_the_file_that_moves
        an_archived_copy_is_recorded_with_its_receipt
        a_failed_copy_says_why_until_it_is_archived
        a_refused_login_pauses_the_whole_destination
        a_copy_that_succeeds_ends_the_pause
        a_pause_that_is_lifted_lets_its_copies_go_on_and_no_others
        every_news_of_a_copy_has_the_message_updated
        news_during_an_update_is_told_by_another_update
        nobody_waiting_in_discord_means_no_message
        a_ritual_that_cannot_be_rendered_is_told_and_can_be_revived
        a_dead_job_stays_until_a_person_revives_it
        one_guild_revives_its_own_rituals_and_lifts_no_pause
        no_guild_moves_what_a_pause_or_a_refused_login_keeps_waiting
        a_file_rendered_again_is_recorded_until_a_copy_stands
    }
    lore {
        a_guild_begins_as_every_guild_does
        a_ritual_leaves_its_guild_a_field_and_others_nothing
        a_ritual_keeps_the_turns_that_came_with_it
        the_same_request_moves_the_lore_once
        a_ritual_that_follows_from_an_older_lore_leaves_nothing
        a_reset_is_noticed_by_a_ritual_under_way
        rituals_accepted_at_once_form_one_chain
        one_request_at_many_doors_moves_the_lore_once
        the_last_rituals_of_a_guild_are_its_chronicle
        numbers_of_any_size_are_kept
    }
    alarms_and_notes {
        a_ritual_is_settled_when_its_last_job_is_done
        the_overview_counts_what_waits_and_what_was_given_up
        the_age_of_a_queue_is_its_oldest_jobs_who_was_not_given_up
        what_was_given_up_is_named_with_whom_it_was_for_the_latest_first
        everybody_is_told_of_their_own_alone
        notes_are_kept
        a_notice_is_kept_until_it_is_forgotten
        ids_of_any_size_are_kept
    }
    limits {
        a_person_waits_between_two_rituals_and_nobody_else_does
        a_day_has_so_many_rituals_of_a_person_and_of_a_server
        so_many_of_a_person_may_wait_to_be_shown
        what_cannot_be_rendered_is_given_back_once
        at_the_edge_one_of_many_at_once_gets_through
        a_request_delivered_twice_counts_once
        counts_with_times_from_a_wrong_clock_hold_nobody_up
        counts_of_days_that_are_over_are_forgotten
    }
    servers {
        a_change_is_kept_with_who_made_it
        changes_at_once_are_all_written_down
        the_last_changes_of_a_server_are_kept
        a_draft_is_of_one_person_and_the_last_counts
        what_a_server_had_set_stays_for_a_while_after_it_was_left
        who_comes_back_in_time_finds_everything
        servers_that_are_missing_were_left_and_those_of_other_shards_were_not
    }
    archives {
        rituals_are_told_page_by_page_in_their_order
        a_copy_can_be_asked_for_later_and_only_once
        the_copies_with_the_recorded_content_are_known
        adopted_objects_are_kept_and_adopted_again_are_renewed
        a_pause_raises_one_alarm_and_its_end_another
        a_pause_and_its_end_are_told_in_log_channels_one_after_the_other
        a_pause_that_was_missed_is_told_only_while_it_lasts
        that_no_snapshot_reaches_a_destination_is_told_once_whatever_else_is_wrong_there
        a_server_is_told_of_copies_that_were_given_up_together_and_once_an_hour
        a_server_is_told_of_lost_copies_and_hears_when_all_stand
    }
    audits {
        the_copy_that_waited_longest_has_its_turn
        a_turn_waits_for_the_pace_the_lease_and_a_pause
        a_copy_keeps_its_first_proof_and_shows_the_last
        a_lost_copy_is_told_and_carried_once_more
        many_lost_copies_are_told_together
        what_cannot_be_made_good_is_said_and_left_to_a_person
        a_file_rendered_again_replaces_one_whose_copies_are_all_lost
        a_copy_that_cannot_be_looked_at_does_not_hold_up_the_others
        the_age_of_the_oldest_proof_is_known
        copies_come_page_by_page_the_oldest_proof_first
        an_audit_knows_whether_anything_else_waits
    }
    owned {
        an_owners_rituals_come_page_by_page_and_nobody_elses
        an_owners_copies_come_the_latest_first_and_those_under_way_are_known
    }
    removals {
        a_removed_copy_is_history_and_counts_no_more
        what_is_being_sent_is_called_off_and_looked_at_afterwards
        a_removal_is_fenced_and_taken_over
        a_removal_waits_after_a_failure_and_with_its_destination
        single_removals_go_before_those_of_a_batch_which_are_counted
        adopted_objects_are_removed_as_well
        how_much_stands_is_kept_up_with_every_receipt
    }
    old_rows {
        a_copy_that_cannot_be_read_is_shown_and_holds_up_nothing
        a_job_whose_path_cannot_be_read_is_given_up_and_the_next_is_taken
        other_rows_that_cannot_be_read_are_passed_over
        a_lore_of_before_keeps_the_ranks_that_it_had_reached
        what_a_guild_had_set_before_is_its_settings_now
    }
    gallery {
        a_gallery_is_told_page_by_page_the_latest_first
        a_gallery_is_narrowed_by_member_style_and_time
        a_gallery_and_its_ids_keep_to_the_channels_that_may_be_told_of
        a_gallery_and_its_ids_are_an_owners_alone
        ids_are_found_by_how_they_begin_the_latest_first
        a_deleted_ritual_is_shown_nowhere_and_nothing_is_done_for_it
        a_ritual_that_is_deleted_while_it_waits_or_fails_ends
    }
    shards {
        shards_have_one_holder_at_a_time
        shards_of_one_who_shows_no_life_are_taken
        logins_of_all_processes_are_spaced
        processes_wake_each_other
    }
    upkeep {
        jobs_that_wait_for_a_time_from_a_wrong_clock_go_on
        a_lease_that_seems_to_last_for_a_year_runs_out
        a_pause_and_audits_with_times_from_a_wrong_clock_end
        tokens_that_died_are_forgotten_and_living_ones_kept
        what_the_database_says_of_its_disk_is_told_and_passes
        connections_that_the_server_ended_are_opened_anew
    }
    operator {
        what_is_held_back_stays_so_and_is_logged
        a_lane_that_is_held_gives_no_jobs_until_it_is_let_go
        a_hold_outlasts_whatever_ends_the_pause_of_a_refused_login
        a_copy_at_a_held_destination_is_not_looked_at
        a_drain_and_blocks_are_told_to_those_whom_they_concern
        a_lane_is_told_by_its_length_and_by_those_who_wait_most
        an_announcement_is_confirmed_once_and_each_server_has_one_turn
    }
    model {
        any_sequence_of_claims_and_outcomes_follows_the_rules
    }
}
