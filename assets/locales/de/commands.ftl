# Wie die Befehle auf Deutsch heißen, in alphabetischer Ordnung ihrer englischen Namen.

about = über
    .description = Sagen, was ich bin und was ich tue.

archive = archiv
    .description = Das Archiv dieses Servers sehen, prüfen, ausdünnen und Bilder daraus zurückholen.

archive-list = liste
    .description = Die letzten Rituale mit ihren Kopien, seitenweise.

archive-prune = ausdünnen
    .description = Zeigen, welche Kopien keine Regel behält, und sie entfernen, sobald du es bestätigst.
    .keep-last = letzte
    .keep-last-description = So viele der letzten Rituale behalten
    .keep-daily = täglich
    .keep-daily-description = Das letzte Ritual jedes der letzten so vielen Tage behalten
    .keep-within = jünger-als
    .keep-within-description = Rituale behalten, die nicht älter sind, etwa 30d
    .destination = ziel
    .destination-description = Nur bei diesem Ziel
    .under-way = unterwegs
    .under-way-description = Auch Rituale, von denen eine andere Kopie noch aussteht

archive-pull = holen
    .description = Das Bild eines Rituals von einem Ziel zurückholen, verglichen mit dem Archivierten.
    .ritual = ritual
    .ritual-description = Die Kennung des Rituals
    .destination = ziel
    .destination-description = Welches Ziel gefragt wird; sonst irgendeines, das es hergibt

archive-retry = erneut
    .description = Alles von diesem Server jetzt noch einmal versuchen, was fehlschlug oder aufgegeben wurde.

archive-status = zustand
    .description = Zeigen, wie viele Kopien wo stehen, was wartet, und wann zuletzt eine bewiesen wurde.

archive-test = probe
    .description = Bei jedem Ziel eine kleine Datei schreiben, zurücklesen, vergleichen und entfernen.

archive-verify = prüfen
    .description = Jetzt einige Kopien ansehen, die ältesten Beweise zuerst, und ersetzen, was fehlt.

cancel = zurücknehmen
    .description = Ein Ritual zurücknehmen, das noch nicht zu sehen ist.
    .ritual = ritual
    .ritual-description = Seine Kennung, oder `all` für alle deine; ohne Angabe dein letztes

destinations = ziele
    .description = Zeigen, wohin die Rituale dieses Servers gehen.

destinations-set = wählen
    .description = Wählen, wohin die Rituale dieses Servers von jetzt an gehen.
    .names = namen
    .names-description = Namen mit Kommas dazwischen, oder `all` für alle

destinations-show = zeigen
    .description = Zeigen, wohin die Rituale dieses Servers gehen und wie es diesen Orten geht.

gallery = galerie
    .description = Die Bilder zeigen, die Rituale hier hinterlassen haben, je neun auf einmal.
    .member = mitglied
    .member-description = Wessen; alle, wenn du niemanden nennst
    .style = stil
    .style-description = Die eines Stils
    .since = seit
    .since-description = Seit wann: ein Tag wie 2026-01-31, oder ein Alter wie 7d

help = hilfe
    .description = Meine Befehle aufzählen oder einen davon erklären.
    .command = befehl
    .command-description = Der Befehl, der erklärt werden soll

lore = sage
    .description = Zeigen, was die Rituale dieses Servers hinterlassen haben.

lore-reset = vergessen
    .description = Feld und Sagen dieses Servers für immer vergessen.

lore-show = zeigen
    .description = Zeigen, was die Rituale dieses Servers hinterlassen haben.

prefix = präfix
    .description = Zeigen oder ändern, womit Befehle auf diesem Server beginnen.
    .new = präfix
    .new-description = Das neue Präfix, oder `reset`

queue = schlange
    .description = Zeigen, was hier wartet: deins, und das aller.
    .page = seite
    .page-description = Welche Seite davon

ritual = ritual
    .description = Ein Ritual vollziehen und sein Bild ablegen.
    .steps = schritte
    .steps-description = 1 bis 1000, oder quick, standard oder deep; sonst 108
    .preset = länge
    .preset-description = Eine Länge beim Namen, statt einer Zahl von Schritten
    .seed = same
    .seed-description = Eine Zahl oder Worte; daraus folgt jeder Zufall
    .style = stil
    .style-description = Was für ein Bild; sonst eye
    .size = größe
    .size-description = Wie groß; sonst 1024 × 1024
    .motion = bewegung
    .motion-description = Ob seine Schritte auch in Bewegung gezeigt werden
    .spoiler = verdeckt
    .spoiler-description = Ob das Bild verdeckt bleibt, bis jemand darauf klickt

Ritual-details = Details des Rituals

ritual-info = ritual-info
    .description = Zeigen, was hinter dem Bild eines Rituals steht.
    .id = id
    .id-description = Welches Ritual; tippe, um es zu finden

settings = einstellungen
    .description = Zeigen und ändern, was dieser Server für sich eingestellt hat.

settings-admin-roles = verwaltende-rollen
    .description = Zeigen oder ändern, welche Rollen Einstellungen ändern dürfen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-at-once = zugleich
    .description = Zeigen oder ändern: Rituale einer Person, die zugleich warten dürfen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-channels = kanäle
    .description = Zeigen oder ändern, in welchen Kanälen ich arbeite.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-cooldown = abstand
    .description = Zeigen oder ändern: die Zeit zwischen zwei Ritualen einer Person.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-delete-archive = kopien-löschen
    .description = Zeigen oder ändern, ob Kopien mitgehen, wenn ein Ritual gelöscht wird.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-denied-roles = gesperrte-rollen
    .description = Zeigen oder ändern, welche Rollen es nicht dürfen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-destinations = ziele
    .description = Zeigen oder ändern, wohin Kopien gehen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-export = ausgeben
    .description = Alle Einstellungen dieses Servers als Datei bekommen.

settings-folder = ordner
    .description = Zeigen oder ändern, wie der Ordner dieses Servers dort heißt.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-import = aufnehmen
    .description = Einstellungen aus einer Datei von `settings export` aufnehmen, oder aus solchem Text.
    .file = datei
    .file-description = Die Datei
    .text = text
    .text-description = Oder was darin steht

settings-language = sprache
    .description = Zeigen oder ändern, in welcher Sprache ich antworte.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-links = links
    .description = Zeigen oder ändern, ob Links zu Kopien gemacht werden dürfen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-log = protokoll
    .description = Zeigen, wer wann welche Einstellung geändert hat.

settings-log-channel = protokollkanal
    .description = Zeigen oder ändern, wo ich sage, dass das Ablegen stockt und wieder geht.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-motion = bewegung
    .description = Zeigen oder ändern, ob Rituale bewegt gezeigt werden dürfen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-panel = tafel
    .description = Alle Einstellungen dieses Servers zeigen, mit Menüs und Formularen.

settings-prefix = präfix
    .description = Zeigen oder ändern, womit Befehle beginnen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-quota = kontingent
    .description = Zeigen oder ändern: Rituale einer Person am Tag.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-reset = zurücksetzen
    .description = Alle Einstellungen dieses Servers auf ihre Anfangswerte zurücksetzen.

settings-roles = rollen
    .description = Zeigen oder ändern, welche Rollen mich benutzen dürfen.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-server-quota = server-kontingent
    .description = Zeigen oder ändern: Rituale des ganzen Servers am Tag.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-size = größe
    .description = Zeigen oder ändern: höchstens so viele Pixel je Seite.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

settings-steps = schritte
    .description = Zeigen oder ändern: höchstens so viele Schritte.
    .value = wert
    .value-description = Was es sein soll, oder `reset`; ohne Wert wird es gezeigt

status = zustand
    .description = Zeigen, wie es mir geht: Version, Archive, was wartet.
