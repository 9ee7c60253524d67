# Die Befehle `status` und `destinations`: wie es dem Bot und seinen Orten geht.

status-title = **helix-bot { $version }**, läuft seit { $uptime }

status-carrier = Archiviert über { $carrier }

status-rituals-held = ⚠ Gerade nehme ich keine neuen Rituale an; die angenommenen werden vollendet

status-rendering-held = ⚠ Gerade werden keine Bilder gemacht; Rituale warten, bis es weitergeht

status-unconfigured = ⚠ nicht mehr eingestellt; { $copies }

status-oldest = Ältestes Ritual, das nicht archiviert ist: `{ $id }`, von { $when }

status-all-archived = Jedes Ritual ist archiviert

status-all-copies = Jede Kopie, um die gebeten wurde, ist archiviert, aber { $failed }

status-messages-failed = { $count ->
        [one] 1 Nachricht ließ
       *[other] { $count } Nachrichten ließen
    } sich nicht senden

status-pictures-failed = { $count ->
        [one] 1 Bild ließ
       *[other] { $count } Bilder ließen
    } sich nicht zeichnen

status-and = {" "}und{" "}

status-not-safe = ⚠ **Hier nicht sicher**: was ich aufbewahre, kann verloren gehen; wer mich betreibt, kann lesen, warum

status-not-safe-why = ⚠ **Hier nicht sicher**: { $why }

status-deaf = ⚠ Discord lässt mich keine Nachrichten lesen: Präfixe wirken nur in Direktnachrichten, Slash-Befehle und Erwähnungen überall

status-deaf-operator = ⚠ Discord lässt mich keine Nachrichten lesen: Präfixe wirken nur in Direktnachrichten, Slash-Befehle und Erwähnungen überall. Wer mich betreibt, kann im Entwicklerportal den Message Content Intent einschalten

status-totals = { $whose ->
        [everything] Rituale
        [server] Rituale dieses Servers
       *[private] Deine Rituale in Direktnachrichten
    }: { $rituals }, wartende Aufgaben: { $waiting }, aufgegeben: { $dead }

status-or-more = { $count } oder mehr

status-given-up = • aufgegeben: { $what ->
        [render] das Bild
        [post] die Nachricht
       *[archive] die Kopie für { $place }
    } des Rituals `{ $id }`{ $by }

status-asked-by = , erbeten von { $who }

status-more = … und { $count } weitere.

status-remedy-operator = `helix-bot archive retry`, wo ich laufe, versucht alles noch einmal

status-remedy-private = Wer mich betreibt, kann es noch einmal versuchen lassen

status-remedy-server = Wer diesen Server verwaltet, kann es mit `/archive retry` noch einmal versuchen lassen

status-reachable = erreichbar

status-unreachable = ⚠ nicht erreichbar

status-held = ⚠ von dem, der mich betreibt, angehalten, bis er es beendet

status-pauses = das Archivieren dorthin ruht und geht von selbst weiter { $when }

status-paused = ruht bis { $when }

status-last-failure = der letzte Fehlschlag

status-archived = { $count } archiviert

status-lost = { $count } verloren

status-waiting = { $count } warten

status-dead = { $count } aufgegeben

status-proof = ältester Nachweis { $when }

status-overdue = { $count } überfällig

status-offline = ⚠ Das Archivieren ruht gerade und geht von selbst weiter

status-offline-why = ⚠ Gerade wird nichts archiviert

destinations-here = Die Rituale dieses Servers gehen nach:

destinations-could = Sie könnten mit `destinations set` auch hierhin gehen:

destinations-who = Wer den Server verwaltet, kann mit `destinations set` unter meinen Orten wählen.

destinations-everybody = Gezählt ist, was alle Server zusammen haben.

destinations-set-all = Von jetzt an gehen die Rituale dieses Servers an jeden Ort.

destinations-set-some = Von jetzt an gehen die Rituale dieses Servers nach { $names }.

destinations-none = Irgendwohin müssen die Rituale gehen. Zur Wahl stehen: { $names }; oder `all`.

destinations-unknown = „{ $name }“ ist keiner meiner Orte. Zur Wahl stehen: { $names }; oder `all`.

status-disk-low = ⚠ Meine Platte ist fast voll: gerade keine Bilder mit mehr als 2048 × 2048 Pixeln und keine bewegten; kleinere mache ich

status-disk-full = ⚠ Meine Platte ist voll: ich nehme keine neuen Rituale an, bis wieder Platz ist; die angenommenen bleiben

status-disk = Platte: { $free } von { $all } frei; im Spool liegen { $spool }, und bewiesene Bilder gehen früher, wenn es mehr als { $most } sind
