# Was gesagt wird, weil entschieden hat, wer den Bot betreibt.

operator-draining = Gerade nehme ich keine neuen Rituale an; die angenommenen führe ich zu Ende. Frag bitte später noch einmal.

operator-server-blocked = Für diesen Server vollziehe ich keine Rituale. Wer ihn verwaltet, kann fragen, wer mich betreibt.

operator-person-blocked = Für dich vollziehe ich keine Rituale. Wer mich betreibt, kann mehr dazu sagen.

operator-reason = Der Grund: { $reason }.

operator-not-yours = Das ist für die, die mich betreiben.
