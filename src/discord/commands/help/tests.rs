//! The list of commands, and what is said about one of them.

use super::examples;
use super::text::Help;
use crate::discord::commands::all;
use crate::discord::context::Command;
use crate::discord::messages::text::{LIMIT, length};
use crate::words::Language;

/// All commands with their whole names, as the framework knows them.
fn named() -> Vec<Command> {
    let mut commands = all();
    poise::set_qualified_names(&mut commands);
    commands
}

fn asked<'a>(commands: &'a [Command], prefix: &'a str) -> Help<'a> {
    Help { commands, prefix, language: Language::English, in_private: false }
}

fn explained(name: &str) -> String {
    asked(&named(), "!").explain(name).expect("a command")
}

#[test]
fn every_command_is_listed_once_and_all_fits_into_a_message_in_every_language() {
    let commands = named();
    let text = asked(&commands, "$").list();
    for line in [
        "`ritual [steps] [preset] [style] [seed] [size] [motion] [spoiler]` Perform a ritual and archive its artifact.",
        "`lore show|reset` Show what this server's rituals have left.",
    ] {
        assert_eq!(text.matches(line).count(), 1, "{line}: {text}");
    }
    assert!(text.starts_with("Write `$` or `/` before each of these.\n**Rituals**\n"), "{text}");
    for language in Language::ALL {
        let text = Help { language: *language, ..asked(&commands, "$") }.list();
        assert!(length(&text) <= LIMIT, "{language:?}: {}", length(&text));
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("**")).collect();
        let mut once = headings.clone();
        once.dedup();
        assert_eq!(headings, once, "each once");
    }
}

#[test]
fn what_is_for_those_who_manage_the_server_is_marked_and_private_messages_show_what_works_there() {
    let commands = named();
    let text = asked(&commands, "!").list();
    let marked = |start: &str| {
        let line = text.lines().find(|line| line.starts_with(start)).expect(start);
        line.ends_with(" (Manage Server)")
    };
    assert!(!marked("`prefix") && !marked("`ritual") && !marked("`help"), "{text}");
    assert!(
        explained("lore")
            .lines()
            .any(|line| line.contains("lore reset") && line.ends_with(" (Manage Server)"))
    );
    let private = Help { in_private: true, ..asked(&commands, "!") }.list();
    assert!(private.contains("`ritual ") && private.contains("`status`"), "{private}");
    for missing in ["lore", "destinations", "prefix"] {
        assert!(!private.contains(&format!("`{missing}")), "{missing}: {private}");
    }
}

#[test]
fn one_command_is_explained_whichever_way_it_is_written() {
    let text = explained("ritual");
    assert!(text.contains("• `steps`: 1 to 1000, or quick, standard or deep; 108 by default"), "{text}");
    assert!(text.contains("the same steps and seed give the same picture"), "{text}");
    assert!(text.contains("\nFor example: `!ritual lotus`"), "{text}");
    assert_eq!(explained("!Ritual"), text);
    assert_eq!(explained("/ritual"), text);
    assert!(explained("archive retry").ends_with("“Manage Server”."));
}

#[test]
fn every_command_that_is_listed_has_examples_that_name_it() {
    fn check(command: &Command) {
        if command.hide_in_help {
            return;
        }
        let examples = examples::of(&command.qualified_name);
        assert!(!examples.is_empty() || command.subcommand_required, "{}", command.qualified_name);
        for example in examples {
            assert!(example.starts_with(command.qualified_name.as_ref()), "{example}");
        }
        command.subcommands.iter().for_each(check);
    }
    let written = |command: &&Command| command.prefix_action.is_some() || command.slash_action.is_some();
    named().iter().filter(written).for_each(check);
}

#[test]
fn a_command_is_explained_in_the_language_of_whoever_asks() {
    let commands = named();
    let german = Help { language: Language::German, ..asked(&commands, "!") };
    let text = german.explain("ritual").expect("a command");
    assert!(text.contains("oder `/ritual"), "{text}");
    assert!(text.contains(": Ein Ritual vollziehen und sein Bild ablegen."), "{text}");
    assert!(text.contains("• `seed`: Eine Zahl oder Worte"), "{text}");
}

#[test]
fn an_unknown_command_is_a_sentence() {
    let commands = named();
    let error = asked(&commands, "!").explain("*dance*").expect_err("no such command");
    assert_eq!(error.to_string(), r"I have no command “\*dance\*”; `!help` lists those I have.");
    assert!(asked(&commands, "!").explain("ritual 5").is_err());
}

#[test]
fn subcommands_are_described_too() {
    let text = explained("lore");
    for usage in ["`!lore show` or `/lore show`: ", "`!lore reset` or `/lore reset`: "] {
        assert!(text.contains(usage), "{text}");
    }
}
