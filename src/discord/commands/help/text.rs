//! What `help` says, in the reader's language.

use std::fmt::Write as _;

use super::examples;
use crate::discord::access::is_for_administrators;
use crate::discord::context::Command;
use crate::discord::error::UserError;
use crate::discord::messages::text::plain;
use crate::words::{Language, localised, say};

/// The commands, and who asks about them.
pub(super) struct Help<'a> {
    pub(super) commands: &'a [Command],
    /// What commands begin with here.
    pub(super) prefix: &'a str,
    pub(super) language: Language,
    /// Whether it is asked in a private message, where commands for servers do not work.
    pub(super) in_private: bool,
}

impl Help<'_> {
    /// All commands, by category in the order in which these come first; in private only those that work there.
    pub(super) fn list(&self) -> String {
        let shown = || self.commands.iter().filter(|command| self.is_listed(command));
        let mut categories = Vec::new();
        for command in shown() {
            let category = command.category.as_deref().unwrap_or_default();
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        let mut text = say!(self.language, "help-signs", prefix = self.prefix) + "\n";
        for category in categories {
            let _ = writeln!(
                text,
                "**{}**",
                say!(self.language, "help-category", category = category.replace(' ', "-"))
            );
            for command in
                shown().filter(|command| command.category.as_deref().unwrap_or_default() == category)
            {
                let _ = writeln!(text, "{}", self.line(command));
            }
        }
        text + &say!(self.language, "help-more", prefix = self.prefix)
    }

    fn is_listed(&self, command: &Command) -> bool {
        let can_be_written = command.prefix_action.is_some() || command.slash_action.is_some();
        can_be_written && !command.hide_in_help && !(self.in_private && command.guild_only)
    }

    /// A command in the list; one that has subcommands with the names of these.
    fn line(&self, command: &Command) -> String {
        let subcommands: Vec<&str> =
            command.subcommands.iter().filter(|sub| !sub.hide_in_help).map(|sub| sub.name.as_ref()).collect();
        let written = match subcommands.as_slice() {
            [] => usage(command),
            names => format!("{} {}", command.name, names.join("|")),
        };
        format!("`{written}` {}{}", self.description(command), self.mark(command))
    }

    /// One command in detail.
    pub(super) fn explain(&self, name: &str) -> Result<String, UserError> {
        let bare = name.strip_prefix(self.prefix).or_else(|| name.strip_prefix('/')).unwrap_or(name);
        let mut path = Vec::new();
        let found = poise::find_command(self.commands, bare, true, &mut path);
        let (Some(command), Some((_, ""))) = (path.last(), found) else {
            let (name, prefix) = (plain(bare, 40), self.prefix.to_owned());
            return Err(UserError::saying(move |language| {
                say!(language, "help-unknown", name = name.as_str(), prefix = prefix.as_str())
            }));
        };
        let mut text = String::new();
        self.describe(&mut text, command);
        for parameter in &command.parameters {
            let attribute = format!("{}-description", parameter.name);
            let meaning = localised(self.language, &command.qualified_name, Some(&attribute));
            let meaning = meaning.as_deref().or(parameter.description.as_deref()).unwrap_or_default();
            let _ = writeln!(text, "• `{}`: {meaning}", parameter.name);
        }
        let more = localised(self.language, &command.qualified_name, Some("help"));
        if let Some(more) = more.as_deref().or(command.help_text.as_deref()) {
            let _ = writeln!(text, "{more}");
        }
        for sub in command.subcommands.iter().filter(|sub| !sub.hide_in_help) {
            self.describe(&mut text, sub);
        }
        for example in examples::of(&command.qualified_name) {
            let example = format!("`{}{example}`", self.prefix);
            let _ = writeln!(text, "{}", say!(self.language, "help-example", example = example));
        }
        if is_for_managers(command) {
            text.push_str(&say!(self.language, "help-managers-only"));
        }
        Ok(text.trim_end().to_owned())
    }

    /// The forms of a command and what it does, on one line.
    fn describe(&self, text: &mut String, command: &Command) {
        let usage = usage(command);
        let forms: Vec<String> =
            // Discord shows a command that has subcommands through these only.
            [
                (command.prefix_action.is_some() && !command.subcommand_required, self.prefix),
                (command.slash_action.is_some() && command.subcommands.is_empty(), "/"),
            ]
                .into_iter()
                .filter(|(exists, _)| *exists)
                .map(|(_, sign)| format!("`{sign}{usage}`"))
                .collect();
        // One that is nothing but its subcommands is told by them.
        if forms.is_empty() {
            return;
        }
        let forms = forms.join(&say!(self.language, "help-or"));
        let _ = writeln!(text, "{forms}: {}{}", self.description(command), self.mark(command));
    }

    fn description(&self, command: &Command) -> String {
        let own = localised(self.language, &command.qualified_name, Some("description"));
        own.or_else(|| command.description.as_deref().map(str::to_owned)).unwrap_or_default()
    }

    fn mark(&self, command: &Command) -> String {
        if is_for_managers(command) {
            format!(" {}", say!(self.language, "help-managers-mark"))
        } else {
            String::new()
        }
    }
}

fn is_for_managers(command: &Command) -> bool {
    is_for_administrators(command) || !command.required_permissions.is_empty()
}

/// A command with its options: `<needed>` and `[not needed]`.
fn usage(command: &Command) -> String {
    let mut usage = command.qualified_name.to_string();
    for parameter in &command.parameters {
        let (open, close) = if parameter.required { ('<', '>') } else { ('[', ']') };
        let _ = write!(usage, " {open}{}{close}", parameter.name);
    }
    usage
}
