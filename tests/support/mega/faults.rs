//! What MEGA's servers answer instead of what they should.

/// Instead of an answer to a command, or to the requests called `upload`, `download` and `sc`.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// One of MEGA's error numbers.
    Code(i64),
    /// A status and nothing else.
    Status(u16),
    /// 429, with the seconds to wait.
    AskToWait(u64),
    /// This text.
    Body(String),
    /// Nothing, as long as the double lives.
    Silence,
    /// The content has a bit flipped in it. For `upload` and `download`.
    Damage,
}

/// The faults planned for one test.
#[derive(Default)]
pub(super) struct Faults(Vec<Planned>);

struct Planned {
    on: &'static str,
    fault: Fault,
    left: Option<usize>,
}

impl Faults {
    pub(super) fn plan(&mut self, on: &'static str, fault: Fault, times: Option<usize>) {
        self.0.push(Planned { on, fault, left: times });
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// What goes wrong with this request.
    pub(super) fn strike(&mut self, on: &str) -> Option<Fault> {
        let at = self.0.iter().position(|planned| planned.on == on || planned.on == "*")?;
        let planned = &mut self.0[at];
        let fault = planned.fault.clone();
        if let Some(left) = &mut planned.left {
            *left -= 1;
            if *left == 0 {
                self.0.remove(at);
            }
        }
        Some(fault)
    }
}
