# Die Nachricht eines Rituals und die Knöpfe darunter.

# Above a ritual's picture.
ritual-caption =
    { $steps ->
        [one] **Ein Schritt**
       *[other] **{ $steps } Schritte**
    } in **{ $style }**, aus dem Samen { $seed }. { $leader ->
        [flare] Ein Aufflammen ging voran.
        [void] Eine Leere ging voran.
        [echo] Ein Echo ging voran.
        [resonance] Eine Resonanz ging voran.
       *[none] Nichts regte sich.
    }

# What a ritual's picture is, for those who cannot see it.
ritual-description =
    { $steps ->
        [one] Ritual von einem Schritt
       *[other] Ritual von { $steps } Schritten
    }, gezeichnet als { $style }

# Below a ritual's caption, where one of its server's anomalies rose.
ritual-turn-rank =
    { $anomaly ->
        [flare] Die Aufflammen
        [void] Die Leeren
        [echo] Die Echos
       *[resonance] Die Resonanzen
    } dieses Servers wurden { $rank ->
        [legend] zur Legende
        [hymn] zur Hymne
       *[law] zum Gesetz
    }.

# Below a ritual's caption, where an age of its server ended.
ritual-turn-age = Mit dem letzten Gesetz schließt sich das Zeitalter { $before }. Das Zeitalter { $age } beginnt.

# The last line of a ritual's message: it has no copies.
ritual-not-archived = hier aufbewahrt, nicht archiviert

# The last line of a ritual's message: its copies were taken away because somebody asked for it.
ritual-removed = aus dem Archiv entfernt

# The last line of a ritual's message: copies are on their way.
ritual-archiving =
    { $done ->
        [0] wird archiviert
       *[other] { $done } von { $all } archiviert und geprüft, der Rest ist unterwegs
    }

# The last line of a ritual's message: every copy is proven.
ritual-archived = archiviert und geprüft

# The last line of a ritual's message: a copy failed for now.
ritual-waits =
    { $done ->
        [0] noch nicht archiviert: das Archivieren ruht und geht von selbst weiter { $again }
       *[other] { $done } von { $all } archiviert und geprüft; das Archivieren ruht und geht von selbst weiter { $again }
    }

# The last line of a ritual's message: a copy was given up.
ritual-given-up =
    { $done ->
        [0] nicht archiviert
       *[other] { $done } von { $all } archiviert und geprüft, der Rest nicht
    }; { $place ->
        [server] wer diesen Server verwaltet, liest den Grund mit `/status` und versucht es mit `/archive retry` noch einmal
       *[private] wer mich betreibt, kann es noch einmal versuchen
    }

# Instead of a ritual's picture: it could not be made.
ritual-failed = Dieses Ritual ließ sich nicht zeichnen: { $reason }; { $place ->
        [server] wer diesen Server verwaltet, versucht es mit `/archive retry` noch einmal
       *[private] wer mich betreibt, kann es noch einmal versuchen
    }.

# Above a picture that is shown with fewer pixels.
ritual-shown-smaller = Kleiner gezeigt; das Original hat { $width } × { $height } Pixel.

# Above a picture that is shown with all its pixels, though not bit for bit.
ritual-shown-as-jpeg = Als JPEG gezeigt; das Original ist ein PNG mit jedem Pixel, wie das Rezept es sagt.

# Above a motion that had to be made smaller.
ritual-motion-smaller = Die Bewegung ist verkleinert, damit sie hier gezeigt werden kann: { $frames } Bilder von { $width } × { $height } Pixeln.

# Instead of a picture that the server does not take.
ritual-too-large = Das Bild ist größer, als hier gesendet werden darf.

# Instead of a picture, where the bot may not attach files.
ritual-no-files = In { $channel } darf ich das Bild nicht zeigen: dazu fehlt mir die Berechtigung „Attach Files“ (Dateien anhängen).

# Above an answer in private, where the bot may not write in the channel.
ritual-elsewhere = In { $channel } darf ich nicht schreiben, deshalb antworte ich hier.

# The button that asks for another ritual with a new seed.
ritual-button-again = Noch einmal

# The button that draws the same seed in the next style.
ritual-button-vary = Anders

# The button that draws the same picture larger.
ritual-button-larger = Größer

# The button that shows what stands behind a picture.
ritual-button-details = Mehr dazu

# A button was clicked of a ritual that is not there any more, or not in this place.
ritual-gone = Dieses Ritual gibt es hier nicht mehr.

# Somebody who may not write here clicked on a button that asks for a ritual.
ritual-may-not-ask = Um hier um ein Ritual zu bitten, brauchst du die Berechtigung „{ $permission }“.

# “Larger” was clicked below the largest picture.
ritual-largest = Größer gibt es dieses Bild nicht.

# The button that gives a link to an archived copy.
ritual-button-link = Link

# Somebody asked for a link where none are given.
ritual-no-links = Auf diesem Server gebe ich keine Links.

# Somebody asked for a link to a picture of which no copy is proven yet.
ritual-link-later = Von diesem Ritual ist noch nichts archiviert; frag bitte später noch einmal.

# Somebody asked for a link that no destination makes.
ritual-link-impossible = Keiner der Orte, an denen dieses Ritual archiviert ist, macht Links.

# The link to an archived copy.
ritual-link = Wer diesen Link hat, kann das Bild sehen: { $link }

ritual-preset =
    { $preset ->
        [quick] schnell
        [deep] tief
       *[standard] normal
    } ({ $steps } Schritte)
