//! The panel: all settings on one message, a menu to choose one of them, and what changes it.

use super::part::id;
use super::text;
use crate::app::App;
use crate::discord::error::BotError;
use crate::discord::messages::components::{Button, Field, Form, Look, Menu, Row};
use crate::discord::messages::reply::Answer;
use crate::server::{Key, Kind, ServerSettings};
use crate::sync::Destination;
use crate::words::{Language, say};

/// What the field of a form is called.
pub(crate) const FIELD: &str = "value";
/// How many channels and roles a menu takes.
const MOST: usize = 25;
/// The longest text that is written into a form.
const LONGEST: usize = 100;

/// The panel with `chosen` to be changed; `notice` tells what was just done.
pub(crate) fn panel(
    app: &App,
    settings: &ServerSettings,
    chosen: Option<Key>,
    notice: &str,
    language: Language,
) -> Result<Answer, BotError> {
    let mut lines: Vec<_> =
        [notice].into_iter().filter(|notice| !notice.is_empty()).map(str::to_owned).collect();
    lines.push(say!(language, "settings-panel"));
    lines.extend(Key::ALL.iter().map(|key| line(settings, *key, language)));
    let mut answer = Answer::new(lines.join("\n")).row(Row::menu(choice_of_setting(chosen, language)?));
    if let Some(key) = chosen {
        answer = answer.row(editor(app, settings, key, language)?);
    }
    let reset_all = Button::new(&id("reset-all")?, &say!(language, "settings-reset-all"), Look::Danger);
    let export = Button::new(&id("export")?, &say!(language, "settings-export"), Look::Secondary);
    let log = Button::new(&id("log:last")?, &say!(language, "settings-log-button"), Look::Secondary);
    let reset = match chosen.filter(|key| settings.own(*key).is_some()) {
        Some(key) => {
            let label = say!(language, "settings-reset-one", name = key.name());
            Some(Button::new(&id(format_args!("reset:{}", key.name()))?, &label, Look::Secondary))
        }
        None => None,
    };
    Ok(answer.row(Row::buttons(reset.into_iter().chain([export, log, reset_all]))))
}

/// A setting on its line; bold where the server has set it.
fn line(settings: &ServerSettings, key: Key, language: Language) -> String {
    let (name, meaning, value) = (key.name(), (key.setting().meaning)(language), text::value(settings, key));
    if settings.own(key).is_some() {
        format!("{name} · {meaning}: **{value}**")
    } else {
        format!("{name} · {meaning}: {value}")
    }
}

fn choice_of_setting(chosen: Option<Key>, language: Language) -> Result<Menu, BotError> {
    let menu = Menu::words(&id("choose")?, &say!(language, "settings-choose"));
    let with = |menu: Menu, key: &Key| {
        menu.choice(key.name(), key.name(), Some(&(key.setting().meaning)(language)), chosen == Some(*key))
    };
    Ok(Key::ALL.iter().fold(menu, with))
}

/// What changes a setting: a menu where there is something to choose, else a button that opens a form.
fn editor(app: &App, settings: &ServerSettings, key: Key, language: Language) -> Result<Row, BotError> {
    let (set, now) = (id(format_args!("set:{}", key.name()))?, settings.text(key));
    let choose = say!(language, "settings-choose-value", name = key.name());
    let words = |words: &[&str]| {
        let menu = Menu::words(&set, &choose);
        Row::menu(words.iter().fold(menu, |menu, word| menu.choice(word, word, None, now == **word)))
    };
    let one_channel: Vec<_> = settings.log_channel.into_iter().collect();
    Ok(match key.setting().kind {
        Kind::OnOff => words(&["on", "off"]),
        Kind::Choice(choices) => words(choices),
        Kind::Channel => Row::menu(Menu::channels(&set, &choose, &one_channel).between(0, 1)),
        Kind::Channels => Row::menu(Menu::channels(&set, &choose, &settings.channels).between(0, MOST)),
        Kind::Roles => {
            let roles = match key {
                Key::Roles => &settings.roles,
                Key::DeniedRoles => &settings.denied_roles,
                _ => &settings.admin_roles,
            };
            Row::menu(Menu::roles(&set, &choose, roles).between(0, MOST))
        }
        Kind::Destinations => {
            let all: Vec<_> =
                app.settings().destinations.iter().map(Destination::to_string).take(MOST).collect();
            let menu = Menu::words(&set, &choose).between(0, all.len());
            let chosen: Vec<_> = settings.destinations.iter().map(Destination::to_string).collect();
            Row::menu(
                all.iter().fold(menu, |menu, name| menu.choice(name, name, None, chosen.contains(name))),
            )
        }
        Kind::Written { .. } => {
            let write = id(format_args!("write:{}", key.name()))?;
            Row::buttons([Button::new(
                &write,
                &say!(language, "settings-write", name = key.name()),
                Look::Primary,
            )])
        }
    })
}

/// The form in which a setting is written.
pub(crate) fn form(settings: &ServerSettings, key: Key, language: Language) -> Result<Form, BotError> {
    let example = match key.setting().kind {
        Kind::Written { example } => example,
        _ => "",
    };
    let field = Field::line(FIELD, key.name())
        .holding(&settings.text(key))
        .example(example)
        .at_most(LONGEST)
        .required();
    Ok(Form::new(&id(format_args!("write:{}", key.name()))?, &(key.setting().meaning)(language)).field(field))
}
