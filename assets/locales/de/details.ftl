# Was jemand liest, der unter einem Ritual auf „Mehr dazu“ klickt.

# Who asked for the ritual.
details-asked = Erbeten von { $who } { $when }, als `{ $id }`.

# The same for one that was not asked for in Discord.
details-asked-elsewhere = Erbeten { $when }, als `{ $id }`.

# The picture's size.
details-size =
    { $motion ->
        [yes] { $size } Pixel, und in Bewegung.
       *[no] { $size } Pixel.
    }

# Das Bild ist verdeckt.
details-hidden = Verdeckt, bis jemand darauf klickt.

# How far the ritual came.
details-reached = Es erreichte **{ $stage }**: „{ $mantra }“.

# The six numbers that the ritual began with.
details-began = Es begann mit { $field }

# The six numbers that the ritual left.
details-became = und hinterließ { $field }.

# How often each kind of anomaly came.
details-anomalies = Aufflammen { $flares }, Leeren { $voids }, Echos { $echoes }, Resonanzen { $resonances }.

# The picture was not made yet, or could not be made.
details-not-rendered = Noch gibt es kein Bild.

# What identifies the picture.
details-pixels = Pixel `{ $digest }`

# What identifies the file.
details-file = Datei `{ $digest }`, { $size }, gemacht in { $time } ms

# The file that shows the ritual in motion.
details-motion = Bewegung: { $frames } Bilder von { $pixels } Pixeln, { $size }

# A copy that is on its way.
details-copy-pending = { $place }: unterwegs

# A copy that is proven.
details-copy-archived = { $place }: archiviert und { $when } geprüft, { $proof ->
        [reading] durch Zurücklesen
       *[other] an { $proof }
    }

# A copy that failed for now.
details-copy-waits = { $place }: noch nicht archiviert, nächster Versuch { $again }{ $why }

# A copy that was given up.
details-copy-given-up = { $place }: nicht archiviert{ $why }

# A copy that was taken away because somebody asked for it.
details-copy-removed = { $place }: aus dem Archiv entfernt
