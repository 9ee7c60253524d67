# The gallery: what a server's rituals left, page by page, and one of them by its id.

# Above a page of a server's gallery.
gallery-of-server = **Die Galerie dieses Servers**

# Above a page of one's own gallery, in private.
gallery-of-yours = **Deine Galerie**

# Behind the title, where the gallery is narrowed to what came since a day. $day is in Discord's form.
gallery-since = seit { $day }

# A server's gallery without any picture yet. The words in backticks can be typed.
gallery-empty-server = Hier hängt noch nichts. `ritual 108 lotus` macht das erste Bild; jede Zahl von Schritten und alle Worte gehen.

# One's own gallery in private, without any picture yet. The words in backticks can be typed.
gallery-empty-yours = Hier hängt noch nichts. `ritual 108 lotus` macht dein erstes Bild; jede Zahl von Schritten und alle Worte gehen.

# A gallery that was narrowed so far that nothing is left.
gallery-nothing-fits = So ein Ritual gibt es hier nicht. `gallery` allein zeigt alle.

# The menu below a page that opens one of its pictures for whoever chooses it.
gallery-open = Eines davon öffnen

# A choice of that menu: the number on the sheet, and the picture in a few words.
gallery-choice = { $number }: { $picture }

# The button below a page that leads to later rituals.
gallery-newer = Neuere

# The button below a page that leads to earlier rituals.
gallery-older = Ältere

gallery-hidden = { $picture } (verdeckt)

# What the sheet is, for those who cannot see it. $count is how many pictures lie on it.
gallery-sheet =
    { $count ->
        [one] Ein Kontaktbogen mit einem Bild
       *[other] Ein Kontaktbogen mit { $count } Bildern, beziffert wie im Text
    }

# A button or menu of a gallery that this version does not understand.
gallery-old-button = Diesen Knopf kann ich nicht mehr lesen; `gallery` öffnet die Galerie neu.

# Somebody named as a member what is none. $text is what was written.
gallery-no-member = „{ $text }“ ist kein Mitglied; erwähne jemanden, etwa `gallery @jemand`.

# Somebody named a style that there is not. $text is what was written, $styles lists those there are.
gallery-no-style = „{ $text }“ ist keiner der Stile; es gibt { $styles }.

# Somebody named a time that cannot be read. $text is what was written.
gallery-no-since = „{ $text }“ ist keine vergangene Zeit; schreib einen Tag wie 2026-01-31, ein Alter wie 7d oder 12h, heute oder gestern.

# Somebody wrote what a gallery cannot be narrowed by. $text is what was written, $styles lists the styles.
gallery-no-option = Nach „{ $text }“ lässt sich eine Galerie nicht eingrenzen; erwähne ein Mitglied, nenne einen Stil ({ $styles }), oder schreib since=7d.

# Somebody narrowed a gallery twice in the same way. $text is the second of them.
gallery-twice = „{ $text }“ ist eins zu viel; eine Galerie zeigt ein Mitglied, einen Stil und eine Zeit.

# A ritual in a few words, where many are listed or its picture is described. $style is the style's word.
ritual-in-short =
    { $steps ->
        [one] { $steps } Schritt
       *[other] { $steps } Schritte
    }, { $style }, { $seed }

# When a ritual was, in lists where Discord's own times do not show.
age-today = heute

# The same for the day before.
age-yesterday = gestern

# The same for up to a month. $days is at least 2.
age-days = vor { $days } Tagen

# Asked for a ritual's details in a message that neither names one nor replies to one.
info-which = Welches? Antworte mit `ritual-info` auf eines meiner Bilder, oder schreib den Anfang seiner Id dahinter; `gallery` zeigt, was es gibt.

# There is no ritual with that id, none that may be shown here, or it was deleted.
info-unknown = Unter dieser Id kenne ich hier kein Ritual. Vielleicht ist es gelöscht, oder es gehört anderswohin; `gallery` zeigt, was es gibt.

# The beginning of an id fits more than one ritual. $id is what was written.
info-several = Mehrere Rituale beginnen mit „{ $id }“; schreib mehr von der Id.

# “Ritual details” was used on a message that shows no ritual that may be shown here.
info-no-ritual = Diese Nachricht zeigt kein Ritual, das ich hier kenne. Nimm das auf einem Bild von mir.
