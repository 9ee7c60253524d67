//! How the commands are used, as they are written in a message behind the prefix.

/// Examples for each command, by its whole name.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "ritual",
        &[
            "ritual 108",
            "ritual lotus",
            "ritual 324 style=flame size=banner words of mine",
            "ritual 108 spoiler=yes",
        ],
    ),
    ("queue", &["queue", "queue 2"]),
    ("cancel", &["cancel", "cancel 3f9a2b1c", "cancel all"]),
    ("gallery", &["gallery", "gallery @member", "gallery style=flame since=7d"]),
    ("ritual-info", &["ritual-info 0193"]),
    ("lore", &["lore"]),
    ("lore show", &["lore show"]),
    ("lore reset", &["lore reset"]),
    ("destinations", &["destinations"]),
    ("destinations show", &["destinations show"]),
    ("destinations set", &["destinations set mega, s3", "destinations set all"]),
    ("archive status", &["archive status"]),
    ("archive list", &["archive list"]),
    ("archive retry", &["archive retry"]),
    ("archive test", &["archive test"]),
    ("archive pull", &["archive pull 0199d2a4-1c1e-7c55-b6b1-4a54a1e3f0aa"]),
    (
        "archive prune",
        &["archive prune keep-last:100 keep-within:90d", "archive prune keep-daily:30 destination:local"],
    ),
    ("archive verify", &["archive verify"]),
    ("testmega", &["testmega"]),
    ("status", &["status"]),
    ("prefix", &["prefix", "prefix ?", "prefix reset"]),
    ("about", &["about"]),
    (
        "settings",
        &["settings", "settings cooldown 10s", "settings channels #art #rituals", "settings quota reset"],
    ),
    ("settings panel", &["settings panel"]),
    ("settings reset", &["settings reset"]),
    ("settings export", &["settings export"]),
    ("settings import", &["settings import {\"cooldown\": \"10s\"}"]),
    ("settings log", &["settings log"]),
    ("settings prefix", &["settings prefix ?"]),
    ("settings language", &["settings language de"]),
    ("settings channels", &["settings channels #art #rituals", "settings channels reset"]),
    ("settings roles", &["settings roles @artists"]),
    ("settings denied-roles", &["settings denied-roles @guests"]),
    ("settings admin-roles", &["settings admin-roles @keepers"]),
    ("settings cooldown", &["settings cooldown 10s", "settings cooldown off"]),
    ("settings quota", &["settings quota 50"]),
    ("settings server-quota", &["settings server-quota 500"]),
    ("settings at-once", &["settings at-once 5"]),
    ("settings size", &["settings size 2048"]),
    ("settings steps", &["settings steps 324"]),
    ("settings motion", &["settings motion off"]),
    ("settings destinations", &["settings destinations mega, s3"]),
    ("settings folder", &["settings folder garden"]),
    ("settings links", &["settings links on"]),
    ("settings log-channel", &["settings log-channel #log"]),
    ("settings delete-archive", &["settings delete-archive never"]),
    ("help", &["help", "help ritual"]),
];

/// Examples for a command.
pub(super) fn of(command: &str) -> &'static [&'static str] {
    EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}
