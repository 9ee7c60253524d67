# Was ein Server einstellen kann, und was deshalb abgelehnt wird.

setting-prefix = womit Befehle beginnen

setting-language = in welcher Sprache ich antworte

setting-channels = in welchen Kanälen ich arbeite

setting-roles = welche Rollen mich benutzen dürfen

setting-denied-roles = welche Rollen es nicht dürfen

setting-admin-roles = welche Rollen Einstellungen ändern dürfen

setting-cooldown = die Zeit zwischen zwei Ritualen einer Person

setting-quota = Rituale einer Person am Tag

setting-server-quota = Rituale des ganzen Servers am Tag

setting-at-once = Rituale einer Person, die zugleich warten dürfen

setting-size = höchstens so viele Pixel je Seite

setting-steps = höchstens so viele Schritte

setting-motion = ob Rituale bewegt gezeigt werden dürfen

setting-destinations = wohin Kopien gehen

setting-folder = wie der Ordner dieses Servers dort heißt

setting-links = ob Links zu Kopien gemacht werden dürfen

setting-log-channel = wo ich sage, dass das Ablegen stockt und wieder geht

setting-delete-archive = ob Kopien mitgehen, wenn ein Ritual gelöscht wird

settings-bad-prefix = Ein Präfix hat 1 bis 5 sichtbare Zeichen, ohne Leerzeichen und Gravis.

settings-bad-prefix-reserved = Discord behält / und Erwähnungen für sich; wähl bitte ein anderes Präfix.

settings-bad-language = Die Sprachen sind en (English), de (Deutsch) und hi (हिन्दी).

settings-bad-channels = Nenn Kanäle wie #hier, mit Leerzeichen dazwischen, oder `all` für alle.

settings-bad-channel = Nenn einen Kanal wie #hier, oder `off` für keinen.

settings-bad-roles = Nenn Rollen wie @künstler, mit Leerzeichen dazwischen, oder `none` für keine.

settings-bad-everyone = @everyone sind alle; nenn Rollen, die nur einige haben.

settings-bad-too-many = Das sind zu viele: Eine Liste fasst { $most }.

settings-bad-time = Schreib eine Zeit wie 10s oder 5m, höchstens { $most }, oder `off`.

settings-bad-number = Schreib eine ganze Zahl von { $least } bis { $most }.

settings-bad-number-or-off = Schreib eine ganze Zahl von { $least } bis { $most }, oder `off` für keine Grenze.

settings-bad-on-off = Schreib `on` oder `off`.

settings-bad-choice = Wähl eins von { $words }.

settings-bad-folder = Der Name eines Ordners ist 1 bis 60 Bytes lang, ohne Schrägstriche und dergleichen, zum Beispiel garten; oder `off` für die Nummer dieses Servers.

settings-no-folders = Wer mich betreibt, legt die Rituale aller Server in einen Ordner; er lässt sich nicht benennen.

settings-bad-destination = Das ist keins meiner Ziele. Zur Wahl stehen { $known }; oder `all` für alle.

settings-beyond = Wer mich betreibt, erlaubt höchstens { $most }.

refused-too-soon = Das Feld klingt noch von deinem letzten Ritual; das nächste geht { $again }.

refused-quota = Du hast heute { $most } Rituale erbeten, mehr hat ein Tag nicht. Der nächste beginnt { $again }.

refused-server-quota = Dieser Server hat heute { $most } Rituale erbeten, mehr hat ein Tag nicht. Der nächste beginnt { $again }.

refused-at-once = { $most } deiner Rituale sind unterwegs, mehr dürfen es zugleich nicht sein. Frag wieder, wenn eins davon da ist.

refused-size = Bilder haben hier höchstens { $most } Pixel je Seite.

refused-steps = Ein Ritual hat hier höchstens { $most } Schritte.

refused-motion = Rituale werden hier nicht bewegt gezeigt.

refused-room = Meine Platte ist fast voll, deshalb mache ich gerade keine Bilder mit mehr als 2048 × 2048 Pixeln und keine bewegten. Wünsch dir ein kleineres ohne Bewegung, oder frag später noch einmal.

refused-channel = In diesem Kanal arbeite ich nicht; komm nach { $channels }.

refused-role = Dieser Server lässt andere mich benutzen, deine Rollen aber nicht.

settings-refused = **{ $name }** bleibt, wie es ist. { $problem } `reset` stellt den Anfangswert wieder her.

settings-shown = **{ $name }** · { $meaning }: **{ $value }** (sonst { $default }).

settings-shown-default = **{ $name }** · { $meaning }: { $value }, der Anfangswert.

settings-changed = **{ $name }**: { $before } → { $after }

settings-default = Anfangswert

settings-unchanged = Es ist schon alles so; geändert wurde nichts.

settings-panel = **Die Einstellungen dieses Servers.** Was er selbst gesetzt hat, ist fett.

settings-choose = Wähl, was sich ändern soll

settings-choose-value = { $name }: wählen

settings-write = { $name } schreiben

settings-reset-one = { $name } zurücksetzen

settings-reset-all = Alles zurücksetzen

settings-reset-sure = Alle Einstellungen dieses Servers kehren zu ihren Anfangswerten zurück. Ist das gemeint?

settings-export = Ausgeben

settings-exported = Die Einstellungen dieses Servers; `settings import` nimmt sie wieder auf.

settings-log-button = Wer was geändert hat

settings-log = **Wer was geändert hat**

settings-log-empty = Noch hat niemand etwas geändert.

settings-log-line = { $when } { $who } { $what }

settings-older = Ältere

settings-newer = Neuere

settings-unknown-button = Diesen Teil der Einstellungen kenne ich nicht mehr; öffne sie neu mit `settings panel`.

settings-channel-unknown = So einen Kanal sehe ich auf diesem Server nicht.

settings-channel-closed = In { $channel } darf ich nicht schreiben; gib mir dort „Kanal ansehen“ und „Nachrichten senden“, und setz ihn noch einmal.

settings-import-not-json = Das ist keine Datei von `settings export`: JSON mit den Einstellungen unter ihren Namen.

settings-import-empty = Darin steht keine Einstellung.

settings-import-nothing = Häng eine Datei von `settings export` an, oder schreib, was darin steht.

settings-import-too-large = Das ist zu groß für Einstellungen: Eine Datei hat höchstens 64 KiB.

settings-import-unreachable = Die Datei ließ sich nicht von Discord holen; versuch es bitte noch einmal.

settings-import-mistakes = Geändert wurde nichts, denn das stimmt nicht:

settings-import-wrong = **{ $name }**: { $problem }

settings-import-kind = **{ $name }** ist ein Text, eine Zahl, eine Liste davon oder null.

settings-import-unknown = „{ $name }“ ist keine Einstellung.

settings-import-unknown-near = „{ $name }“ ist keine Einstellung; **{ $nearest }** ist eine.

settings-import-would = Das würde sich ändern:

settings-import-button = Ändern

settings-import-gone = Das ist nicht, was du zuletzt aufnehmen wolltest; gib es bitte noch einmal.
