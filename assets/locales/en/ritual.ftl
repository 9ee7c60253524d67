# The message of a ritual, and the buttons below it.

# Above a ritual's picture. $steps is how many, $style the style's word, $seed the seed, $leader the anomaly that led it.
ritual-caption =
    { $steps ->
        [one] **One step**
       *[other] **{ $steps } steps**
    } into the **{ $style }**, from the seed { $seed }. { $leader ->
        [flare] A flare led the way.
        [void] A void led the way.
        [echo] An echo led the way.
        [resonance] A resonance led the way.
       *[none] Nothing stirred.
    }

# What a ritual's picture is, for those who cannot see it. $steps is how many, $style the style's word.
ritual-description =
    { $steps ->
        [one] Ritual of one step
       *[other] Ritual of { $steps } steps
    }, drawn as { $style }

# Below a ritual's caption, where one of its server's anomalies rose. $anomaly is its kind, $rank what it became.
ritual-turn-rank =
    { $anomaly ->
        [flare] The flares
        [void] The voids
        [echo] The echoes
       *[resonance] The resonances
    } of this server became { $rank ->
        [legend] a legend
        [hymn] a hymn
       *[law] a law
    }.

# Below a ritual's caption, where an age of its server ended. $before and $age are the ages' names.
ritual-turn-age = With the last law the { $before } age closes. The { $age } age begins.

# The last line of a ritual's message: it has no copies.
ritual-not-archived = kept here, not archived

# The last line of a ritual's message: its copies were taken away because somebody asked for it.
ritual-removed = removed from the archive

# The last line of a ritual's message: copies are on their way. $done of $all are proven.
ritual-archiving =
    { $done ->
        [0] archiving
       *[other] { $done } of { $all } archived and verified, the rest is on its way
    }

# The last line of a ritual's message: every copy is proven.
ritual-archived = archived and verified

# The last line of a ritual's message: a copy failed for now. $done of $all are proven; $again is the next try in Discord's relative form.
ritual-waits =
    { $done ->
        [0] not archived yet: archiving pauses and goes on by itself { $again }
       *[other] { $done } of { $all } archived and verified; archiving pauses and goes on by itself { $again }
    }

# The last line of a ritual's message: a copy was given up. $done of $all are proven; $place is “server” or “private”.
ritual-given-up =
    { $done ->
        [0] not archived
       *[other] { $done } of { $all } archived and verified, the rest not
    }; { $place ->
        [server] whoever manages this server reads why with `/status` and can try again with `/archive retry`
       *[private] whoever runs me can try again
    }

# Instead of a ritual's picture: it could not be made. $reason says why; $place is “server” or “private”.
ritual-failed = This ritual could not be rendered: { $reason }; { $place ->
        [server] whoever manages this server can try again with `/archive retry`
       *[private] whoever runs me can try again
    }.

# Above a picture that is shown with fewer pixels. $width and $height are those of the original.
ritual-shown-smaller = Shown smaller; the original has { $width } × { $height } pixels.

# Above a picture that is shown with all its pixels, though not bit for bit.
ritual-shown-as-jpeg = Shown as a JPEG; the original is a PNG with every pixel as the recipe says.

# Above a motion that had to be made smaller. $frames is how many, $width and $height their pixels.
ritual-motion-smaller = The motion is made smaller to be shown here: { $frames } frames of { $width } × { $height } pixels.

# Instead of a picture that the server does not take.
ritual-too-large = The picture is larger than may be sent here.

# Instead of a picture, where the bot may not attach files. $channel mentions the channel.
ritual-no-files = I may not show the picture in { $channel }: that needs the permission “Attach Files”.

# Above an answer in private, where the bot may not write in the channel. $channel mentions the channel.
ritual-elsewhere = I may not write in { $channel }, so I answer here.

# The button that asks for another ritual with a new seed.
ritual-button-again = Again

# The button that draws the same seed in the next style.
ritual-button-vary = Vary

# The button that draws the same picture larger.
ritual-button-larger = Larger

# The button that shows what stands behind a picture.
ritual-button-details = Details

# A button was clicked of a ritual that is not there any more, or not in this place.
ritual-gone = That ritual is not here any more.

# Somebody who may not write here clicked on a button that asks for a ritual. $permission is Discord's name for it.
ritual-may-not-ask = You need the permission “{ $permission }” here to ask for a ritual.

# “Larger” was clicked below the largest picture.
ritual-largest = There is no larger size for this picture.

# The button that gives a link to an archived copy.
ritual-button-link = Link

# Somebody asked for a link where none are given.
ritual-no-links = Links are not given in this server.

# Somebody asked for a link to a picture of which no copy is proven yet.
ritual-link-later = No copy of this ritual is archived yet; please ask again later.

# Somebody asked for a link that no destination makes.
ritual-link-impossible = None of the places where this ritual is archived makes links.

# The link to an archived copy. $link is the address.
ritual-link = Whoever has this link can see the picture: { $link }

# A length that has a name, where it is offered for a slash command's option. $steps is how many steps it means.
ritual-preset =
    { $preset ->
        [quick] quick
        [deep] deep
       *[standard] standard
    } ({ $steps } steps)
