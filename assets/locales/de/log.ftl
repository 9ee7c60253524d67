# Was ein Server in seinem Protokollkanal liest.

log-paused = ⚠ Das Archivieren bei { $place } ruht: { $reason }. Rituale gehen weiter; ihre Kopien warten und folgen von selbst.

log-works-again = Das Archivieren bei { $place } geht wieder; die wartenden Kopien sind unterwegs.

log-given-up = ⚠ { $copies ->
    [one] Eine Kopie für { $place } wurde
   *[other] { $copies } Kopien für { $place } wurden
} aufgegeben: { $reason }. { $class ->
    [quota] Sobald dort wieder Platz ist,
    [auth] Sobald, wer mich betreibt, die Anmeldung dort erneuert hat,
    [permanent] Sobald das behoben ist,
   *[passing] Sobald der Ort wieder antwortet,
} versucht es `/archive retry` noch einmal.

log-lost = ⚠ { $copies ->
    [one] Eine Kopie, die bei { $place } lag, ist
   *[other] { $copies } Kopien, die bei { $place } lagen, sind
} verloren oder beschädigt: { $reason }. { $now ->
    [stands] Alle liegen wieder dort.
   *[follows] Was sich neu machen lässt, ist unterwegs.
}

log-made-good = Bei { $place } ist nichts mehr aufgegeben oder verloren: Diese Kopien liegen wieder dort oder sind unterwegs.
