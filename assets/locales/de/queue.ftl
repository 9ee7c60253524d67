# `queue` und `cancel`, und was gesagt wird, während jemand wartet.

queue-empty = Hier wartet nichts.
queue-own = **Deine** ({ $count })
queue-all = **Dieser Server** ({ $count })
queue-line-own = `{ $id }` { $what }: { $standing }
queue-line = `{ $id }` { $user } { $what }: { $standing }
queue-what = { $steps ->
    [one] 1 Schritt
   *[other] { $steps } Schritte
}, { $style }, { $size }
queue-what-in-motion = { $steps ->
    [one] 1 Schritt
   *[other] { $steps } Schritte
}, { $style }, { $size }, in Bewegung
queue-next = kommt als Nächstes{ $estimate }
queue-behind = wartet hinter { $ahead }{ $estimate }
queue-behind-many = wartet hinter mehr als { $most }
queue-drawn = wird gerade gezeichnet{ $estimate }
queue-put-off = ließ sich nicht zeichnen; { $time } versuche ich es wieder
queue-posted = ist gezeichnet und gleich zu sehen
queue-seconds = , etwa { $count } s
queue-minutes = , etwa { $count } min
queue-more-than = mehr als { $most }
queue-more-own = … und { $count } weitere
queue-page = Seite { $page } von { $pages }; { $next } zeigt die nächste.
queue-copies = { $count ->
    [one] Eine Kopie ist auf dem Weg ins Archiv.
   *[other] { $count } Kopien sind auf dem Weg ins Archiv.
}
queue-copies-many = Mehr als { $most } Kopien sind auf dem Weg ins Archiv.
queue-hint = `cancel` nimmt dein letztes zurück.

cancel-done = Zurückgenommen: { $what }.
cancel-all-done = { $count ->
    [0] Von dir wartet hier nichts.
    [one] Dein Ritual ist zurückgenommen.
   *[other] Deine { $count } Rituale sind zurückgenommen.
}
cancel-nothing = Von dir wartet hier nichts.
cancel-before = Dieses Ritual war schon zurückgenommen.
cancel-too-late = Das kommt zu spät: Das Bild ist schon da oder gerade unterwegs.
cancel-not-theirs = Um dieses Ritual hat jemand anders gebeten. Zurücknehmen kann es nur, wer darum bat, oder ein Mitglied mit der Berechtigung „Nachrichten verwalten“ oder „Server verwalten“.
cancel-unknown = Hier wartet kein Ritual mit dieser Kennung; `queue` zeigt, was wartet.
cancel-choice-all = Alle meine
cancelled-ritual = Dieses Ritual wurde zurückgenommen.

waiting-next = Dein Ritual kommt als Nächstes; sein Bild sollte { $time } hier sein.
waiting-next-unknown = Dein Ritual kommt als Nächstes.
waiting-behind = Vor deinem { $ahead ->
    [one] kommt noch ein Ritual
   *[other] kommen noch { $ahead } Rituale
}; dein Bild sollte { $time } hier sein.
waiting-behind-unknown = Vor deinem { $ahead ->
    [one] kommt noch ein Ritual
   *[other] kommen noch { $ahead } Rituale
}.
waiting-behind-many = Vor deinem kommen noch mehr als { $most } Rituale; `/queue` zeigt es.
waiting-drawn = Dein Bild wird gerade gezeichnet.
waiting-put-off = Dein Bild ließ sich gerade nicht zeichnen; { $time } versuche ich es wieder.

place-private-off = Direktnachrichten mit mir sind abgeschaltet. Benutze mich bitte auf einem Server.
place-user-installs-off = Hier kannst du mich nur benutzen, wo ein Server mich hinzugefügt hat.
