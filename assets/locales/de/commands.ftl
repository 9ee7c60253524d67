# Wie die Befehle auf Deutsch heißen, in alphabetischer Ordnung ihrer englischen Namen.

archive = archiv
    .description = Abgelegte Kopien dieses Servers: wie sie stehen, und was fehlschlug.

archive-retry = erneut
    .description = Alles von diesem Server jetzt noch einmal versuchen, was fehlschlug oder aufgegeben wurde.

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

help = hilfe
    .description = Meine Befehle aufzählen oder einen davon erklären.
    .command = befehl
    .command-description = Der Befehl, der erklärt werden soll

lore = sage
    .description = Zeigen, was die Rituale dieses Servers hinterlassen haben.

lore-reset = vergessen
    .description = Feld und Sagen dieses Servers für immer vergessen.
    .confirm = bestätigung
    .confirm-description = `yes` sagt, dass es so gemeint ist

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
    .seed = same
    .seed-description = Eine Zahl oder Worte; daraus folgt jeder Zufall
    .style = stil
    .style-description = Was für ein Bild; sonst eye
    .size = größe
    .size-description = Wie groß; sonst 1024 × 1024
    .motion = bewegung
    .motion-description = Ob seine Schritte auch in Bewegung gezeigt werden

status = zustand
    .description = Zeigen, wie es mir geht: Version, Archive, was wartet.
