//! The name that somebody probably meant who wrote another.

/// The name that is most like a wrong one, if at most half of its letters have to be put in, taken out or changed.
pub(crate) fn nearest<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let distances = names.into_iter().map(|name| (strsim::levenshtein(wrong, name), name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= name.chars().count() / 2).then_some(name)
}
