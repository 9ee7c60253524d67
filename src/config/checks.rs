//! What makes a setting's text usable. Each says in words what is wrong, and never repeats a secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Why a text cannot be a Discord bot token, or `None`. A token is three parts with dots between them; the first is
/// the bot's id in base64.
pub(super) fn token_problem(token: &str) -> Option<String> {
    let advice = "copy it again from the Developer Portal, page Bot, button Reset Token";
    if token.starts_with("Bot ") {
        return Some("leave out the word “Bot” before the token".to_owned());
    }
    let parts: Vec<_> = token.split('.').collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_=".contains(c);
    let [id, time, code] = parts[..] else {
        return Some(format!("a bot token has three parts with dots between them; {advice}"));
    };
    if [id, time, code].iter().any(|part| part.is_empty() || !part.chars().all(allowed)) {
        return Some(format!("a bot token has letters, digits, - and _ in each of its parts; {advice}"));
    }
    let decoded = STANDARD_NO_PAD.decode(id.trim_end_matches('='));
    let is_id = decoded.is_ok_and(|bytes| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit));
    (!is_id).then(|| format!("its first part does not hold a bot's id; {advice}"))
}

/// Why a text is not a bandwidth limit in rclone's syntax, or `None`: a rate such as `1M`, `512k:2M` (up and down) or
/// `off`, or several `[Day-]HH:MM,RATE` with spaces between them.
pub fn bandwidth_problem(text: &str) -> Option<String> {
    let tokens: Vec<_> = text.split_whitespace().collect();
    let good = match tokens[..] {
        [] => false,
        [single] if !single.contains(',') => is_rate(single),
        _ => tokens.iter().all(|token| is_slot(token)),
    };
    (!good).then(|| {
        format!("“{text}” is not a limit; write a rate such as 1M or 512k, or a timetable such as 08:00,512k 19:00,off")
    })
}

fn is_slot(token: &str) -> bool {
    let Some((when, rate)) = token.split_once(',') else { return false };
    let time = match when.split_once('-') {
        Some((day, time)) => {
            let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
            if !days.iter().any(|known| day.to_lowercase().starts_with(known)) {
                return false;
            }
            time
        }
        None => when,
    };
    let in_range = |text: &str, limit: u32| text.len() == 2 && text.parse::<u32>().is_ok_and(|n| n < limit);
    time.split_once(':').is_some_and(|(hour, minute)| in_range(hour, 24) && in_range(minute, 60))
        && is_rate(rate)
}

fn is_rate(text: &str) -> bool {
    let mut directions = text.split(':');
    directions.clone().count() <= 2 && directions.all(is_one_rate)
}

fn is_one_rate(text: &str) -> bool {
    if text == "off" {
        return true;
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text[number.len()..].to_lowercase();
    let units =
        ["", "b", "k", "m", "g", "t", "p", "ki", "mi", "gi", "ti", "pi", "kib", "mib", "gib", "tib", "pib"];
    units.contains(&unit.as_str())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
        && number.parse::<f64>().is_ok_and(|rate| rate > 0.0)
}

/// A prefix people can type: 1 to 5 visible characters.
pub(super) fn prefix(text: &str) -> Result<(), String> {
    let count = text.chars().count();
    if !(1..=5).contains(&count) || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("a prefix has 1 to 5 characters, without spaces".to_owned());
    }
    if text.starts_with('/') || text.starts_with('@') {
        return Err("Discord itself uses / and @; choose another character such as !".to_owned());
    }
    Ok(())
}

pub(super) fn http_url(url: &str) -> Result<(), String> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => Ok(()),
        _ => Err("it must be an address such as http://proxy:8080".to_owned()),
    }
}

/// Never repeats the address: it holds a password.
pub(super) fn database_url(url: &str) -> Result<(), String> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(())
    } else {
        Err("it must begin with postgres:// ; leave it out for SQLite in the data directory".to_owned())
    }
}
