//! The list of commands, and what is said about one of them.

use super::*;
use crate::discord::commands::all;
use crate::discord::messages::text::cut;

/// All commands with their whole names, as the framework knows them.
fn named() -> Vec<Command> {
    let mut commands = all();
    poise::set_qualified_names(&mut commands);
    commands
}

#[test]
fn every_command_is_listed_in_both_forms() {
    let text = list(&named(), "$", false);
    for usage in [
        "ritual [steps] [seed] [style] [size] [motion]",
        "lore show",
        "lore reset [confirm]",
        "status",
        "prefix [new]",
        "help [command]",
    ] {
        assert!(text.contains(&format!("`${usage}` or `/{usage}`: ")), "{usage}: {text}");
    }
    assert!(text.starts_with("**Rituals**\n"), "{text}");
    assert_eq!(text, cut(text.clone()), "it fits into a message");
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("**")).collect();
    assert_eq!(headings, ["**Rituals**", "**Archives**", "**About me**", "**Settings**"], "each once");
}

#[test]
fn what_is_for_those_who_manage_the_server_is_marked_and_private_messages_show_what_works_there() {
    let text = list(&named(), "!", false);
    let marked = |start: &str| {
        let line = text.lines().find(|line| line.starts_with(start)).expect(start);
        line.ends_with(" (Manage Server)")
    };
    assert!(marked("`!prefix") && marked("`!lore reset") && marked("`!destinations set"), "{text}");
    assert!(!marked("`!ritual") && !marked("`!lore show") && !marked("`!help"), "{text}");
    let private = list(&named(), "!", true);
    assert!(private.contains("`!ritual ") && private.contains("`!status`"), "{private}");
    for missing in ["lore", "destinations", "archive", "prefix"] {
        assert!(!private.contains(&format!("`!{missing}")), "{missing}: {private}");
    }
}

#[test]
fn one_command_is_explained_whichever_way_it_is_written() {
    let commands = named();
    let text = explain(&commands, "!", "ritual").expect("a command");
    assert!(text.contains("• `steps`: 1 to 1000, or quick, standard or deep; 108 by default"), "{text}");
    assert!(text.contains("the same steps and seed give the same picture"), "{text}");
    assert_eq!(explain(&commands, "!", "!Ritual"), Ok(text.clone()));
    assert_eq!(explain(&commands, "!", "/ritual"), Ok(text));
    assert!(explain(&commands, "!", "prefix").expect("a command").ends_with("“Manage Server”."));
}

#[test]
fn an_unknown_command_is_a_sentence() {
    let error = explain(&named(), "!", "*dance*").expect_err("no such command");
    assert_eq!(error.to_string(), r"I have no command “\*dance\*”; `!help` lists those I have.");
    assert!(explain(&named(), "!", "ritual 5").is_err());
}

#[test]
fn subcommands_are_described_too() {
    let sub = Command { name: "now".into(), description: Some("At once.".into()), ..Command::default() };
    let mut commands = vec![Command { subcommands: vec![sub], ..ritual_like() }];
    poise::set_qualified_names(&mut commands);
    commands[0].subcommands[0].slash_action = commands[0].slash_action;
    assert!(list(&commands, "!", false).contains("`/archive now`: At once."));
    assert!(explain(&commands, "!", "archive").expect("a command").contains("`/archive now`: At once."));
    assert!(explain(&commands, "!", "archive now").expect("a command").starts_with("`/archive now`"));
}

fn ritual_like() -> Command {
    Command { name: "archive".into(), qualified_name: "archive".into(), ..help() }
}
