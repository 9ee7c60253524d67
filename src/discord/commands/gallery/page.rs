//! A page of a gallery as it is read: the contact sheet, a line for each picture, and what leads on.

use std::fmt::Write as _;

use super::narrowing::{Narrowing, OPEN};
use crate::discord::buttons::CustomId;
use crate::discord::messages::components::{Button, Look, Menu, Row};
use crate::discord::messages::listing;
use crate::discord::messages::reply::Answer;
use crate::discord::rest::Upload;
use crate::store::{GalleryPage, PageStart, Ritual, Timestamp};
use crate::words::{Language, say};

/// Where and to whom a page is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) language: Language,
    /// None in private.
    pub(super) guild: Option<u64>,
    pub(super) now: Timestamp,
}

/// The page with its sheet, where that could be drawn.
pub(super) fn answer(
    page: &GalleryPage,
    sheet: Option<Vec<u8>>,
    narrowing: Narrowing,
    place: Place,
) -> anyhow::Result<Answer> {
    let language = place.language;
    let rituals = || page.rituals.iter().map(|view| &view.ritual);
    let (Some(latest), Some(earliest)) = (rituals().next(), rituals().next_back()) else {
        return Ok(Answer::new(empty(narrowing, place)));
    };
    let mut text = title(narrowing, place);
    let mut menu = Menu::words(&CustomId::new(OPEN, "-")?, &say!(language, "gallery-open"));
    for (number, ritual) in (1..).zip(rituals()) {
        text.push_str(&line(number, ritual, place));
        let described =
            say!(language, "gallery-choice", number = number, picture = listing::short(language, ritual));
        let age = listing::age(language, ritual.accepted, place.now);
        menu = menu.choice(&ritual.id.to_string(), &described, Some(&age), false);
    }
    let button = |label: String, start: PageStart, works: bool| {
        let id = narrowing.id(start)?;
        anyhow::Ok(Button::new(&id, &label, Look::Secondary).disabled(!works))
    };
    let newer = button(say!(language, "gallery-newer"), PageStart::After(latest.id), page.has_later)?;
    let older = button(say!(language, "gallery-older"), PageStart::Before(earliest.id), page.has_earlier)?;
    let mut answer = Answer::new(text).row(Row::menu(menu));
    if page.has_later || page.has_earlier {
        answer = answer.row(Row::buttons([newer, older]));
    }
    let Some(bytes) = sheet else { return Ok(answer) };
    let upload = Upload { name: SHEET.to_owned(), kind: "image/jpeg", bytes };
    Ok(answer.picture(upload, &say!(language, "gallery-sheet", count = page.rituals.len())))
}

/// The sheet's name as a file.
const SHEET: &str = "gallery.jpg";

fn title(narrowing: Narrowing, Place { language, guild, .. }: Place) -> String {
    let mut title = match guild {
        Some(_) => say!(language, "gallery-of-server"),
        None => say!(language, "gallery-of-yours"),
    };
    if let Some(member) = narrowing.member {
        let _ = write!(title, " · <@{member}>");
    }
    if let Some(style) = narrowing.style {
        let _ = write!(title, " · {style}");
    }
    if let Some(since) = narrowing.since {
        let day = format!("<t:{}:D>", since.seconds());
        let _ = write!(title, " · {}", say!(language, "gallery-since", day = day));
    }
    title
}

/// Such as `1 · 108 steps, eye, lotus · @member · yesterday`, where what was made leads to its message.
fn line(number: usize, ritual: &Ritual, Place { language, guild, .. }: Place) -> String {
    let mut picture = listing::short(language, ritual);
    if let Some(posted) = &ritual.posted {
        let server = guild.map_or("@me".to_owned(), |guild| guild.to_string());
        let address = format!("https://discord.com/channels/{server}/{}/{}", posted.channel, posted.message);
        picture = format!("[{picture}]({address})");
    }
    if ritual.spoiler {
        picture = say!(language, "gallery-hidden", picture = picture);
    }
    let by = ritual.origin.user().filter(|_| guild.is_some()).map(|user| format!(" · <@{user}>"));
    format!("\n**{number}** · {picture}{} · <t:{}:R>", by.unwrap_or_default(), ritual.accepted.seconds())
}

fn empty(narrowing: Narrowing, Place { language, guild, .. }: Place) -> String {
    match guild {
        _ if narrowing.is_narrow() => say!(language, "gallery-nothing-fits"),
        Some(_) => say!(language, "gallery-empty-server"),
        None => say!(language, "gallery-empty-yours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::view;
    use crate::ritual::Style;
    use crate::store::{Posted, RitualView};

    const HERE: Place =
        Place { language: Language::English, guild: Some(10), now: Timestamp(1_700_000_000_000) };

    fn page(count: usize, has_later: bool, has_earlier: bool) -> GalleryPage {
        let one = |place: usize| {
            let mut view: RitualView = view();
            view.ritual.accepted =
                Timestamp(1_699_999_000_000 - i64::try_from(place).expect("a place") * 86_400_000);
            view.ritual.posted = Some(Posted { channel: 20, message: 77, status: String::new() });
            view
        };
        GalleryPage { rituals: (0..count).map(one).collect(), has_later, has_earlier }
    }

    #[test]
    fn a_page_is_told_line_by_line() {
        let told = answer(&page(2, false, true), None, Narrowing::default(), HERE).expect("an answer");
        assert_eq!(
            told.text(),
            "**The gallery of this server**\n\
             **1** · [108 steps, eye, 5](https://discord.com/channels/10/20/77) · <@40> · <t:1699999000:R>\n\
             **2** · [108 steps, eye, 5](https://discord.com/channels/10/20/77) · <@40> · <t:1699912600:R>"
        );
    }

    #[test]
    fn the_title_says_how_a_gallery_is_narrowed() {
        let narrowing = Narrowing { member: Some(7), style: Some(Style::Mini), since: Some(Timestamp(5000)) };
        assert_eq!(title(narrowing, HERE), "**The gallery of this server** · <@7> · mini · since <t:5:D>");
        let private = Place { guild: None, ..HERE };
        assert_eq!(title(Narrowing::default(), private), "**Your gallery**");
    }

    #[test]
    fn an_empty_gallery_says_how_to_begin_and_a_narrow_one_how_to_see_more() {
        let none = page(0, false, false);
        let said = |narrowing, place| answer(&none, None, narrowing, place).expect("told").text().to_owned();
        assert!(said(Narrowing::default(), HERE).contains("`ritual 108 lotus`"));
        assert!(said(Narrowing::default(), Place { guild: None, ..HERE }).contains("`ritual 108 lotus`"));
        let narrow = Narrowing { style: Some(Style::Mini), ..Narrowing::default() };
        assert!(said(narrow, HERE).contains("`gallery`"));
    }

    #[test]
    fn the_longest_page_fits_into_a_message() {
        let mut page = page(9, true, true);
        for view in &mut page.rituals {
            view.ritual.recipe.style = Style::Ouroboros;
            view.ritual.posted = Some(Posted { channel: u64::MAX, message: u64::MAX, status: String::new() });
        }
        let narrowing =
            Narrowing { member: Some(u64::MAX), style: Some(Style::Ouroboros), since: Some(HERE.now) };
        let place = Place { guild: Some(u64::MAX), ..HERE };
        let told = answer(&page, None, narrowing, place).expect("an answer");
        assert!(told.text().encode_utf16().count() < 2000, "{}", told.text().len());
    }
}
