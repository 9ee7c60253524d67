//! What the docs say of commands is what the commands are.

use std::fmt::Write as _;
use std::path::Path;

use super::*;

const BEGIN: &str = "<!-- commands: written by `UPDATE_DOCS=yes cargo test --lib catalogue` -->\n";
const END: &str = "<!-- end of commands -->\n";

/// Those that can be used by themselves, with those below them.
fn leaves(entries: &[CommandEntry]) -> Vec<&CommandEntry> {
    let own = |entry: &&CommandEntry| entry.slash || entry.prefix || entry.context_menu.is_some();
    entries
        .iter()
        .flat_map(|entry| std::iter::once(entry).filter(own).chain(leaves(&entry.subcommands)))
        .collect()
}

fn is_for_managers(entry: &CommandEntry) -> bool {
    !entry.default_permissions.is_empty() || !entry.required_permissions.is_empty()
}

/// The page's tables: for everybody, for those who manage a server, for whoever runs the bot.
fn tables() -> String {
    let all = catalogue();
    let all = leaves(&all);
    let mut text = String::new();
    for (heading, belongs) in [
        ("Everybody", (|entry| !entry.owners_only && !is_for_managers(entry)) as fn(&CommandEntry) -> bool),
        ("Who manages the server", |entry| !entry.owners_only && is_for_managers(entry)),
        ("Who runs the bot", |entry| entry.owners_only),
    ] {
        let rows: String = all.iter().filter(|entry| belongs(entry)).map(|entry| row(entry)).collect();
        if !rows.is_empty() {
            let _ = write!(text, "## {heading}\n\n| command | does | options |\n|---|---|---|\n{rows}\n");
        }
    }
    text
}

fn row(entry: &CommandEntry) -> String {
    let mut usage = entry.qualified_name.clone();
    for option in &entry.options {
        let (open, close) = if option.required { ('<', '>') } else { ('[', ']') };
        let _ = write!(usage, " {open}{}{close}", option.name);
    }
    let mut forms: Vec<String> = [(entry.slash, '/'), (entry.prefix, '!')]
        .iter()
        .filter(|(exists, _)| *exists)
        .map(|(_, sign)| format!("`{sign}{usage}`"))
        .collect();
    forms.extend(entry.aliases.iter().map(|alias| format!("`!{alias}`")));
    forms.extend(
        entry.context_menu.iter().map(|menu| format!("“{}” in the menu of a {}", menu.name, menu.of)),
    );
    let mut does = entry.description.clone().unwrap_or_default();
    let permissions = if entry.required_permissions.is_empty() {
        &entry.default_permissions
    } else {
        &entry.required_permissions
    };
    if !permissions.is_empty() {
        let _ = write!(does, " Needs {}.", permissions.join(", "));
    }
    if !entry.contexts.contains(&"bot-dm") {
        does.push_str(" In servers.");
    }
    let options: Vec<_> = entry.options.iter().map(told).collect();
    format!("| {} | {} | {} |\n", forms.join(" "), cell(&does), cell(&options.join("; ")))
}

fn told(option: &OptionEntry) -> String {
    let mut text = format!("`{}`: {}", option.name, option.description.as_deref().unwrap_or_default());
    if let (Some(min), Some(max)) = (option.min, option.max) {
        let _ = write!(text, " ({min} to {max})");
    } else if !option.choices.is_empty() {
        let names: Vec<_> = option.choices.iter().map(|choice| choice.name.as_str()).collect();
        let _ = write!(text, " ({})", names.join(", "));
    } else if let Some(most) = option.max_length {
        let _ = write!(text, " (up to {most} characters)");
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[test]
fn the_docs_list_the_commands_as_they_are() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let page = std::fs::read_to_string(&file).expect("the page");
    let (before, rest) = page.split_once(BEGIN).expect("the line before the tables");
    let (found, after) = rest.split_once(END).expect("the line after the tables");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, format!("{before}{BEGIN}\n{}\n{END}{after}", tables().trim_end()))
            .expect("written");
        return;
    }
    assert_eq!(
        found.trim(),
        tables().trim(),
        "docs/commands.md is not what the commands are; UPDATE_DOCS=yes cargo test --lib catalogue writes it"
    );
}

#[test]
fn the_docs_name_no_command_that_there_is_not() {
    let all = catalogue();
    let known: Vec<_> = leaves(&all).into_iter().map(|entry| entry.qualified_name.as_str()).collect();
    let aliases: Vec<_> = all.iter().flat_map(|entry| entry.aliases.iter().map(String::as_str)).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for page in ["README.md", "docs/members.md", "docs/admins.md", "docs/operators.md", "docs/commands.md"] {
        let Ok(text) = std::fs::read_to_string(root.join(page)) else { continue };
        for code in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let Some(command) = code.strip_prefix(['/', '!']) else { continue };
            // An address' path, a comparison, or a prefix by itself.
            if !command.starts_with(|letter: char| letter.is_ascii_lowercase()) || is_path(command) {
                continue;
            }
            seen += 1;
            let words: Vec<_> = command.split([' ', ':']).collect();
            let whole = words[..words.len().min(2)].join(" ");
            let names = |name: &&str| **name == *words[0] || **name == whole;
            let groups = || all.iter().any(|entry| entry.name == words[0] && words.len() == 1);
            assert!(
                known.iter().any(names) || aliases.contains(&words[0]) || groups() || is_number(words[0]),
                "{page} names `{code}`, which there is not"
            );
        }
    }
    assert!(seen > 10, "only {seen} commands were found");
}

/// One of the web's pages, a folder or a file in one.
fn is_path(command: &str) -> bool {
    command.contains('/')
        || ["livez", "healthz", "readyz", "metrics", "data", "srv", "tmp"]
            .iter()
            .any(|page| command.starts_with(page))
}

/// `!ritual108` is understood.
fn is_number(word: &str) -> bool {
    word.strip_prefix("ritual").is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}

#[test]
fn options_are_told_as_discord_is_told_them() {
    let all = catalogue();
    let ritual = all.iter().find(|entry| entry.name == "ritual").expect("the command");
    let steps = &ritual.options[0];
    assert_eq!((&*steps.name, steps.kind, steps.required), ("steps", "integer", false));
    assert_eq!((steps.min, steps.max, steps.autocomplete), (Some(1.0), Some(1000.0), true));
    let style = ritual.options.iter().find(|option| option.name == "style").expect("the option");
    assert!(style.choices.iter().any(|choice| choice.value == "flame"), "{style:?}");
    assert!((ritual.slash, ritual.prefix) == (true, true) && ritual.contexts.contains(&"bot-dm"));
}

#[test]
fn a_command_with_subcommands_gives_them_what_it_has() {
    let all = catalogue();
    let archive = all.iter().find(|entry| entry.name == "archive").expect("the command");
    assert!(!archive.slash && !archive.prefix, "it is nothing but its subcommands");
    let retry = archive.subcommands.iter().find(|entry| entry.name == "retry").expect("the subcommand");
    assert_eq!((&*retry.qualified_name, &retry.category), ("archive retry", &archive.category));
    assert_eq!(retry.default_permissions, ["Manage Server"]);
    assert_eq!(retry.contexts, ["guild", "bot-dm"]);
}
