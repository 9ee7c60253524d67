# What is shown to whoever clicks on “Details” below a ritual.

# Who asked for the ritual: $who mentions them, $when is in Discord's relative form, $id the ritual's id.
details-asked = Asked for by { $who } { $when }, as `{ $id }`.

# The same for one that was not asked for in Discord.
details-asked-elsewhere = Asked for { $when }, as `{ $id }`.

# The picture's size: $size in pixels; $motion is “yes” where it was asked for in motion too.
details-size =
    { $motion ->
        [yes] { $size } pixels, and in motion.
       *[no] { $size } pixels.
    }

# The picture was asked for hidden, so that it shows only to whoever clicks on it.
details-hidden = Hidden until somebody clicks on it.

# How far the ritual came. $stage is the stage's name, $mantra the words on the picture.
details-reached = It reached **{ $stage }**: “{ $mantra }”.

# The six numbers that the ritual began with.
details-began = It began with { $field },

# The six numbers that the ritual left.
details-became = and left { $field }.

# How often each kind of anomaly came.
details-anomalies = Flares { $flares }, voids { $voids }, echoes { $echoes }, resonances { $resonances }.

# The picture was not made yet, or could not be made.
details-not-rendered = There is no picture yet.

# What identifies the picture.
details-pixels = Pixels `{ $digest }`

# What identifies the file: $size is its length, $time the milliseconds that it took.
details-file = File `{ $digest }`, { $size }, made in { $time } ms

# The file that shows the ritual in motion: $frames of $pixels, $size is its length.
details-motion = Motion: { $frames } frames of { $pixels } pixels, { $size }

# A copy that is on its way to $place.
details-copy-pending = { $place }: on its way

# A copy that is proven. $when is in Discord's relative form; $proof is how.
details-copy-archived = { $place }: archived, and verified { $when } by { $proof ->
        [reading] reading it back
       *[other] its { $proof }
    }

# A copy that failed for now. $again is the next try; $why says why to those who manage the server.
details-copy-waits = { $place }: not archived yet, tried again { $again }{ $why }

# A copy that was given up. $why says why to those who manage the server.
details-copy-given-up = { $place }: not archived{ $why }

# A copy that was taken away because somebody asked for it.
details-copy-removed = { $place }: removed from the archive
