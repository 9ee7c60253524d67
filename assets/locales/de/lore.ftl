# Der Befehl `lore`.

lore-title = **Die Sage dieses Servers**

lore-field = Das nächste Ritual beginnt bei { $field }.

lore-age = Es ist das Zeitalter { $age }{ $cycle ->
        [1] {""}
       *[other] {" "}im { $cycle }. Kreis
    }, nach { $rituals ->
        [one] einem Ritual
       *[other] { $rituals } Ritualen
    }. Was die Rituale dieses Zeitalters angeführt hat:

lore-kind = { $anomaly ->
        [flare] Fackeln
        [void] Leeren
        [echo] Echos
       *[resonance] Resonanzen
    }: { $count }{ $rank ->
        [legend] , eine Legende
        [hymn] , eine Hymne
        [law] , ein Gesetz
       *[none] {""}
    }{ $next ->
        [legend] ; eine Legende bei { $at }
        [hymn] ; eine Hymne bei { $at }
        [law] ; ein Gesetz bei { $at }
       *[none] {""}
    }

lore-changed = Zuletzt geändert { $when }.

lore-none = Dieser Server hat noch keine Sage. Sein erstes Ritual beginnt mit dem Feld, mit dem jeder Server beginnt.

lore-description = Sechs Kurven, eine für jede Zahl des Feldes, über die letzten Rituale dieses Servers; ein Ring steht für jede Wende seiner Sage, eine Linie für den Beginn eines Zeitalters

lore-reset-question = Feld und Sage dieses Servers für immer vergessen? Seine Bilder bleiben, und ihre Kopien auch.

lore-reset-confirm = Vergessen

lore-reset-elsewhere = Diese Frage wurde auf einem anderen Server gestellt.

lore-forgotten = Die Sage dieses Servers ist vergessen. Das nächste Ritual beginnt mit dem Feld, mit dem jeder Server beginnt.
