//! The buttons below a ritual: one place for what stands there and in which order.

use super::components::{Button, Look, Row};
use crate::discord::buttons::CustomId;
use crate::store::RitualView;
use crate::words::say;

/// The words of the buttons' ids; what belongs to each is in `buttons`.
pub(crate) const AGAIN: &str = "again";
pub(crate) const VARY: &str = "vary";
pub(crate) const LARGER: &str = "larger";
pub(crate) const DETAILS: &str = "details";
pub(crate) const DELETE: &str = "delete";
/// Stands below the details, since what a server allows may change after a ritual's message was posted.
pub(crate) const LINK: &str = "link";

/// The rows below a ritual's message. Where there is no picture there is nothing to draw again.
pub(crate) fn rows(view: &RitualView) -> Vec<Row> {
    let (ritual, language) = (&view.ritual, view.ritual.language);
    let button = |word: &str, label: String| {
        let id = CustomId::new(word, ritual.id).ok()?;
        Some(Button::new(&id, &label, Look::Secondary))
    };
    let details = button(DETAILS, say!(language, "ritual-button-details"));
    let delete = CustomId::new(DELETE, ritual.id).ok();
    let delete = delete.map(|id| Button::new(&id, &say!(language, "delete-button"), Look::Danger));
    if view.render_failure.is_some() {
        return vec![Row::buttons(details.into_iter().chain(delete))];
    }
    let larger = button(LARGER, say!(language, "ritual-button-larger"));
    let buttons = [
        button(AGAIN, say!(language, "ritual-button-again")),
        button(VARY, say!(language, "ritual-button-vary")),
        larger.map(|button| button.disabled(ritual.recipe.size.larger().is_none())),
        details,
        delete,
    ];
    vec![Row::buttons(buttons.into_iter().flatten())]
}
