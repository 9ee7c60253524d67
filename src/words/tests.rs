use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use fluent_syntax::parser;

use super::*;

/// A language's messages: for each key the variables in it, and whether a comment says where it shows.
type Messages = BTreeMap<String, (BTreeSet<String>, bool)>;

fn messages(language: Language) -> Messages {
    let mut found = Messages::new();
    for (topic, text) in files::of(language) {
        let resource = parser::parse(*text).unwrap_or_else(|(_, mistakes)| panic!("{topic}: {mistakes:?}"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let key = message.id.name.to_owned();
                    let known = found.insert(key.clone(), (variables(&message), message.comment.is_some()));
                    assert!(known.is_none(), "{key} is there twice in {language:?}");
                }
                Entry::Junk { content } => panic!("{topic} in {language:?}: {content}"),
                _ => {}
            }
        }
    }
    found
}

fn variables(message: &Message<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for pattern in message.value.iter().chain(message.attributes.iter().map(|attribute| &attribute.value)) {
        in_pattern(pattern, &mut found);
    }
    found
}

fn in_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, found);
        }
    }
}

fn in_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, found),
        Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                in_pattern(&variant.value, found);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => in_expression(expression, found),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                in_inline(argument, found);
            }
        }
        _ => {}
    }
}

/// A `say!` of the program: its key, and the names of its values.
fn uses() -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    each_source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |text| {
        for (place, _) in text.match_indices("say!(") {
            let call = inside(&text[place + "say!(".len()..]);
            let Some((_, rest)) = call.split_once('"') else { continue };
            let Some((key, values)) = rest.split_once('"') else { continue };
            found.push((key.to_owned(), named(values)));
        }
    });
    found
}

/// What stands between a parenthesis that was opened and the one that closes it.
fn inside(text: &str) -> &str {
    let mut depth = 1;
    let end = text.char_indices().find(|(_, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// The names in `, place = 3, of = f(x, y)`.
fn named(values: &str) -> BTreeSet<String> {
    let mut depth = 0;
    let parts = values.split(|letter| {
        depth += match letter {
            '(' | '[' | '{' => 1,
            ')' | ']' | '}' => -1,
            _ => 0,
        };
        letter == ',' && depth == 0
    });
    let name = |part: &str| Some(part.split_once('=')?.0.trim().to_owned());
    parts.filter_map(name).filter(|name| !name.is_empty()).collect()
}

fn each_source(folder: &Path, read: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("src/words") {
                each_source(&path, read);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            read(&std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn every_message_is_there_in_every_language_with_the_same_variables() {
    let english = messages(Language::English);
    for language in [Language::German, Language::Hindi] {
        let translated = messages(language);
        let keys = |of: &Messages| of.keys().cloned().collect::<BTreeSet<_>>();
        let missing: Vec<_> = keys(&english).difference(&keys(&translated)).cloned().collect();
        assert_eq!(missing, Vec::<String>::new(), "missing in {language:?}");
        for (key, (variables, _)) in &translated {
            let expected = english.get(key).map(|(variables, _)| variables);
            assert_eq!(Some(variables), expected, "the variables of {key} in {language:?}");
        }
    }
}

#[test]
fn every_message_says_where_it_shows() {
    let silent = messages(Language::English).into_iter().filter(|(_, (_, commented))| !commented);
    assert_eq!(silent.map(|(key, _)| key).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn no_message_is_missing_and_none_is_unused() {
    let (english, uses) = (messages(Language::English), uses());
    for (key, values) in &uses {
        let expected = english.get(key).map(|(variables, _)| variables);
        assert_eq!(Some(values), expected, "the values of {key}");
    }
    let used: BTreeSet<_> = uses.into_iter().map(|(key, _)| key).collect();
    let unused: Vec<_> = english.into_keys().filter(|key| !used.contains(key)).collect();
    assert_eq!(unused, Vec::<String>::new(), "nobody says these");
}

#[test]
fn every_file_of_a_language_is_read() {
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language.code());
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().replace(".ftl", ""))
            .filter(|topic| topic != "commands")
            .collect();
        there.sort();
        let mut read: Vec<&str> = files::of(*language).iter().map(|(topic, _)| *topic).collect();
        read.sort_unstable();
        assert_eq!(read, there, "{language:?}");
    }
}

#[test]
fn a_message_is_told_in_its_language_with_its_values() {
    let told = |language| say!(language, "common-fault", id = "0badcafe");
    assert!(told(Language::English).ends_with("tell whoever runs me this error id: `0badcafe`"));
    assert!(told(Language::German).ends_with("diese Fehlernummer: `0badcafe`"));
    assert!(told(Language::Hindi).ends_with("यह त्रुटि-संख्या बताइए: `0badcafe`"));
}

/// The commands of a language, and the attributes of each.
pub(crate) fn translated_commands(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let resource =
        parser::parse(files::commands(language)).unwrap_or_else(|(_, mistakes)| panic!("{mistakes:?}"));
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        Entry::Junk { content } => panic!("{language:?}: {content}"),
        _ => None,
    });
    let attributes = |message: &Message<&str>| -> BTreeSet<String> {
        message.attributes.iter().map(|attribute| attribute.id.name.to_owned()).collect()
    };
    messages.map(|message| (message.id.name.to_owned(), attributes(&message))).collect()
}
