//! Drive's search language, as far as files are found with it by name, kind, folder and trash.
//!
//! `and` binds stronger than `or`, `not` strongest. A name is compared without regard to case, as Drive does.

use super::store::Item;

/// A search, understood.
#[derive(Debug)]
pub(super) enum Query {
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    Name(String),
    Kind(String),
    In(String),
    Trashed(bool),
}

impl Query {
    /// Reads one; `None` if it is not understood.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { tokens: tokens(text)?, at: 0 };
        let query = parser.any_of()?;
        (parser.at == parser.tokens.len()).then_some(query)
    }

    /// Whether it finds an item, which may be in the trash by itself or with a folder above it.
    pub(super) fn finds(&self, item: &Item, in_trash: bool) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.finds(item, in_trash)),
            Self::Or(parts) => parts.iter().any(|part| part.finds(item, in_trash)),
            Self::Not(part) => !part.finds(item, in_trash),
            Self::Name(name) => item.name.to_lowercase() == name.to_lowercase(),
            Self::Kind(kind) => item.kind == *kind,
            Self::In(folder) => item.parent == *folder,
            Self::Trashed(trashed) => in_trash == *trashed,
        }
    }

    /// The folders that it names.
    pub(super) fn folders(&self) -> Vec<&str> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::folders).collect(),
            Self::Not(part) => part.folders(),
            Self::In(folder) => vec![folder],
            Self::Name(_) | Self::Kind(_) | Self::Trashed(_) => Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(&'static str),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let token = match char {
            ' ' => continue,
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            '=' => Token::Sign("="),
            '!' => {
                chars.next_if_eq(&'=')?;
                Token::Sign("!=")
            }
            '\'' => {
                let mut value = String::new();
                loop {
                    match chars.next()? {
                        '\'' => break Token::Text(value),
                        '\\' => value.push(chars.next()?),
                        char => value.push(char),
                    }
                }
            }
            char if char.is_ascii_alphabetic() => {
                let mut word = String::from(char);
                while let Some(char) = chars.next_if(char::is_ascii_alphabetic) {
                    word.push(char);
                }
                Token::Word(word)
            }
            _ => return None,
        };
        tokens.push(token);
    }
    Some(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn any_of(&mut self) -> Option<Query> {
        let mut parts = vec![self.all_of()?];
        while self.skip_word("or") {
            parts.push(self.all_of()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Query::Or(parts) })
    }

    fn all_of(&mut self) -> Option<Query> {
        let mut parts = vec![self.term()?];
        while self.skip_word("and") {
            parts.push(self.term()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) })
    }

    fn term(&mut self) -> Option<Query> {
        if self.skip_word("not") {
            return Some(Query::Not(Box::new(self.term()?)));
        }
        match self.next()? {
            Token::Sign("(") => {
                let query = self.any_of()?;
                (self.next()? == Token::Sign(")")).then_some(query)
            }
            Token::Text(folder) => {
                (self.skip_word("in") && self.skip_word("parents")).then_some(Query::In(folder))
            }
            Token::Word(field) => self.comparison(&field),
            Token::Sign(_) => None,
        }
    }

    fn comparison(&mut self, field: &str) -> Option<Query> {
        let Token::Sign(sign) = self.next()? else { return None };
        let query = match (field, self.next()?) {
            ("name", Token::Text(name)) => Query::Name(name),
            ("mimeType", Token::Text(kind)) => Query::Kind(kind),
            ("trashed", Token::Word(trashed)) => Query::Trashed(trashed.parse().ok()?),
            _ => return None,
        };
        match sign {
            "=" => Some(query),
            "!=" => Some(Query::Not(Box::new(query))),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        Some(token)
    }

    fn skip_word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(next)) if next == word);
        self.at += usize::from(found);
        found
    }
}
