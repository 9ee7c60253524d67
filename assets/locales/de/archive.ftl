# Was `archive` und seine Unterbefehle antworten. Es liest, wer einen Server verwaltet, und im Privaten, wer fragt.

# Ein Ziel, das der Server nicht hat.
archive-unknown-destination = Das ist keines der Ziele hier. Es gibt: { $known }.

# Ein Fehler auf Seiten des Bots.
archive-broke-off = Bei mir ist etwas schiefgegangen, ich habe abgebrochen. Bitte versuche es später noch einmal.

# Über `archive status` auf einem Server.
archive-status-of-server = **Das Archiv dieses Servers**

# Über `archive status` im Privaten.
archive-status-own = **Dein Archiv**

# Solange nichts Dateien trägt.
archive-offline = Gerade wird nichts archiviert; es geht von selbst weiter. { $reason }

# Ein Ziel.
archive-status-stands = { $name }: { $copies ->
    [one] eine Kopie
   *[other] { $copies } Kopien
 } ({ $size })

# Kopien, die warten.
archive-status-waiting = { $count } warten

# Kopien, die aufgegeben wurden.
archive-status-given-up = { $count } aufgegeben

# Kopien, die fehlen oder beschädigt sind.
archive-status-lost = { $count } verloren

# Kopien, die entfernt werden.
archive-status-removing = { $count } werden entfernt

# Ein Ziel, das die Anmeldung abwies.
archive-status-paused = pausiert bis { $until } { $reason }

# Woran zuletzt eine Kopie scheiterte.
archive-status-last-failure = der letzte Fehler: { $reason }

# Wann zuletzt eine Kopie verglichen wurde.
archive-status-last-proof = letzter Beweis { $at }

# Am Ende von `archive status`.
archive-oldest-unarchived = Ältestes Ritual ohne Kopie: `{ $id }`, { $since }

# Am Ende von `archive status`, wenn nichts wartet.
archive-nothing-waits = Jede erbetene Kopie ist archiviert.

# Über einer Seite von `archive list`.
archive-list-title = **Rituale und ihre Kopien**

# Nichts aufzulisten.
archive-list-empty = Hier wurde noch nichts archiviert.

# Knopf zu neueren Ritualen.
archive-list-newer = Neuere

# Knopf zu älteren Ritualen.
archive-list-older = Ältere

# Eine Seite, die es nicht gibt.
archive-list-no-such-page = Diese Seite gibt es nicht; bitte nimm noch einmal `archive list`.

# Eine Kopie, die wartet.
archive-copy-waits = { $name } wartet

# Eine Kopie, die noch einmal versucht wird.
archive-copy-retried = { $name } neuer Versuch { $at }

# Eine Kopie, die aufgegeben wurde.
archive-copy-given-up = { $name } aufgegeben

# Eine Kopie, die steht.
archive-copy-stands = { $name } archiviert

# Eine Kopie, die entfernt wird.
archive-copy-is-removed = { $name } wird entfernt

# Eine Kopie, die entfernt wurde.
archive-copy-removed = { $name } entfernt { $at }

# Eine Kopie, die nicht entfernt wurde.
archive-copy-not-removed = { $name } nicht entfernt

# `archive retry`, wenn nichts aufgegeben war.
archive-retried = Alles von diesem Server, was wartet, wird jetzt noch einmal versucht.

# `archive retry`, wenn $count Aufträge aufgegeben waren.
archive-retried-revived = Alles von diesem Server, was wartet, wird jetzt noch einmal versucht, und { $count ->
    [one] ein Auftrag, der aufgegeben war.
   *[other] { $count } Aufträge, die aufgegeben waren.
 }

# Ein Ziel, das pausiert.
archive-retry-paused = Kopien für { $name } warten weiter: Es pausiert bis { $until }, und nur wer mich betreibt, kann das beenden.

# Erste Antwort auf `archive test`.
archive-test-begins = Ich probiere die Ziele …

# Über den Zielen von `archive test`.
archive-test-title = **Die Ziele werden probiert**

# Die Probe wird geschrieben.
archive-test-writing = schreibe …

# Die Probe wird zurückgelesen.
archive-test-reading = geschrieben, lese zurück …

# Die Probe wird entfernt.
archive-test-removing = geschrieben, zurückgelesen und verglichen, entferne …

# Alles ging gut.
archive-test-well = geschrieben, zurückgelesen und verglichen, entfernt: alles gut

# Die Probe lässt sich nicht entfernen.
archive-test-left = geschrieben, zurückgelesen und verglichen; sie lässt sich nicht entfernen: { $reason }

# Eine frühere Probe lässt sich nicht entfernen.
archive-test-left-before = zurückgelesen und verglichen; eine frühere Probe lässt sich nicht entfernen: { $reason }

# Es ging nicht.
archive-test-failed = fehlgeschlagen: { $reason }

# Jemand anders probiert es gerade.
archive-test-running = jemand probiert es gerade

# Vor weniger als einer Minute probiert.
archive-test-too-soon = eben erst probiert; wieder { $until }

# Ein Ziel, das die Anmeldung abwies.
archive-test-paused = pausiert bis { $until } und bleibt in Ruhe, damit das Konto nicht gesperrt wird; nur wer mich betreibt, kann das beenden

# Erste Antwort auf `archive verify`.
archive-verify-begins = Ich sehe mir einige Kopien an, die ältesten Beweise zuerst …

# Währenddessen.
archive-verify-goes-on = Ich sehe mir einige Kopien an: { $done } von { $all } …

# Keine Kopie da.
archive-verify-nothing = Hier steht keine Kopie, die ich ansehen könnte.

# Ergebnis von `archive verify`.
archive-verify-proven = { $proven } von { $all } Kopien sind, was archiviert wurde.

# Darunter, wenn welche fehlen.
archive-verify-lost = { $count ->
    [one] Eine fehlt oder ist beschädigt; ich ersetze sie.
   *[other] { $count } fehlen oder sind beschädigt; ich ersetze sie.
 }

# Ein Ziel, das nicht antwortet.
archive-verify-silent = { $name } hat nicht geantwortet, seine Kopien wurden also nicht gesehen. { $reason }

# Ein unbekanntes Ritual.
archive-pull-unknown = Ein solches Ritual kenne ich hier nicht. `archive list` zeigt die bekannten.

# Ein Ritual ohne Kopie.
archive-pull-no-copy = Dort steht keine bewiesene Kopie dieses Rituals. `archive list` zeigt, wo Kopien sind.

# Ein zu großes Bild.
archive-pull-too-large = Dieses Bild hat { $size }, und Discord nimmt hier höchstens { $most }. Es bleibt, wo es archiviert ist.

# Kein Ziel gab das Bild.
archive-pull-refused = Kein Ziel gab das Bild heraus.

# Über einem zurückgeholten Bild.
archive-pulled = Das Bild des Rituals `{ $id }`, von { $name }, verglichen mit dem, was archiviert wurde.

# Für alle, die das Bild nicht sehen.
archive-pulled-picture = Das archivierte Bild des Rituals { $id }

# `archive prune` ohne Regel.
archive-prune-keep-what = Bitte sag, was bleiben soll: `archive prune keep-last:100`, `keep-daily:30`, `keep-within:90d` oder mehreres davon; was eines davon behält, bleibt.

# Ein Wort, das nichts bedeutet.
archive-prune-odd-word = „{ $word }“ verstehe ich hier nicht. Schreib zum Beispiel `archive prune keep-last:100 keep-within:90d`.

# Was `archive prune` täte.
archive-prune-summary = { $going ->
    [0] Keine Kopie geht; { $staying } bleiben.
    [one] **Eine Kopie geht** ({ $size }), { $staying } bleiben.
   *[other] **{ $going } Kopien gehen** ({ $size }), { $staying } bleiben.
 }

# Kopien, die trotzdem bleiben.
archive-prune-spared = { $count } weitere bleiben, da eine andere Kopie ihres Rituals noch aussteht; `under-way:yes` nimmt auch sie.

# Kopien, die nicht auf einmal gehen.
archive-prune-more = { $count } weitere würden gehen; dies sind die ältesten, die anderen brauchen ein weiteres Mal.

# Unter den ersten Kopien.
archive-prune-in-file = … und { $count } weitere, in der Datei.

# Für alle, die die Datei nicht öffnen können.
archive-prune-file = Alle Kopien, die gehen

# Wenn nichts übrig bliebe.
archive-prune-empties = **Bei { $names } bliebe nichts übrig.** Wenn das so gemeint ist, tippe den Code `{ $code }`: mit dem Knopf, oder als `confirm:{ $code }` hinter demselben Befehl.

# Der bestätigende Knopf.
archive-prune-confirm = { $count ->
    [one] Diese Kopie entfernen
   *[other] Diese { $count } Kopien entfernen
 }

# Knopf zum Formular, und darüber.
archive-prune-type = Code eintippen

# Neben dem Feld.
archive-prune-code = Der Code, der in der Nachricht steht

# Ein anderer Code.
archive-prune-wrong-code = Das ist nicht der Code aus der Nachricht. Es wurde nichts geändert.

# Wenn inzwischen anderes ginge.
archive-prune-changed = Was ginge, hat sich inzwischen geändert; deshalb wurde nichts entfernt. Jetzt wäre es dies:

# Eine Frage, die nicht mehr passt.
archive-prune-forged = Diese Frage passt nicht mehr; bitte nimm noch einmal `archive prune`.

# Nach der Bestätigung.
archive-prune-begun = { $count ->
    [one] Ich entferne eine Kopie …
   *[other] Ich entferne { $count } Kopien …
 }

# Währenddessen.
archive-prune-goes-on = Ich entferne: { $done } von { $all } …

# Das Ende.
archive-prune-done = { $removed ->
    [one] Eine Kopie entfernt
   *[other] { $removed } Kopien entfernt
 }{ $missing ->
    [0] .
   *[other] , { $missing } waren schon fort.
 }

# Orte, an denen etwas anderes steht.
archive-prune-kept = { $count } in Ruhe gelassen, denn was dort steht, ist nicht, was archiviert wurde.

# Kopien, die noch nicht entfernt sind.
archive-prune-waits = { $count } noch nicht entfernt; es geht von selbst weiter, oder mit `archive retry`. { $reason }

archive-prune-odd-number = „{ $number }“ ist keine Zahl von 0 bis 1000000.

archive-prune-odd-age = „{ $age }“ ist kein Alter; schreib eines wie 30d oder 12h, höchstens hundert Jahre.

archive-prune-odd-rules = Das sagt nicht, was bleiben soll.
