//! Pictures that whoever asked wants hidden until somebody clicks on them.

use crate::store::Ritual;

/// Discord hides an attachment whose name begins so.
const HIDDEN: &str = "SPOILER_";

/// The name under which a file of a ritual is attached to a message, wherever that is. In archives it keeps its own.
pub(crate) fn attached_name(ritual: &Ritual, file: &str) -> String {
    if ritual.spoiler { format!("{HIDDEN}{file}") } else { file.to_owned() }
}
