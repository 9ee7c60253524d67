# The gallery: what a server's rituals left, page by page, and one of them by its id.

# Above a page of a server's gallery.
gallery-of-server = **The gallery of this server**

# Above a page of one's own gallery, in private.
gallery-of-yours = **Your gallery**

# Behind the title, where the gallery is narrowed to what came since a day. $day is in Discord's form.
gallery-since = since { $day }

# A server's gallery without any picture yet. The words in backticks can be typed.
gallery-empty-server = Nothing hangs here yet. `ritual 108 lotus` makes the first picture; any number of steps and any words will do.

# One's own gallery in private, without any picture yet. The words in backticks can be typed.
gallery-empty-yours = Nothing hangs here yet. `ritual 108 lotus` makes your first picture; any number of steps and any words will do.

# A gallery that was narrowed so far that nothing is left.
gallery-nothing-fits = No ritual here is like that. `gallery` alone shows them all.

# The menu below a page that opens one of its pictures for whoever chooses it.
gallery-open = Open one of them

# A choice of that menu: the number on the sheet, and the picture in a few words.
gallery-choice = { $number }: { $picture }

# The button below a page that leads to later rituals.
gallery-newer = Newer

# The button below a page that leads to earlier rituals.
gallery-older = Older

# A ritual of a page whose picture was asked for hidden; the sheet does not show it. $picture is the ritual in a few words.
gallery-hidden = { $picture } (hidden)

# What the sheet is, for those who cannot see it. $count is how many pictures lie on it.
gallery-sheet =
    { $count ->
        [one] A contact sheet with one picture
       *[other] A contact sheet of { $count } pictures, numbered as in the text
    }

# A button or menu of a gallery that this version does not understand.
gallery-old-button = I cannot read that button any more; `gallery` opens the gallery anew.

# Somebody named as a member what is none. $text is what was written.
gallery-no-member = “{ $text }” is no member; mention somebody, such as `gallery @somebody`.

# Somebody named a style that there is not. $text is what was written, $styles lists those there are.
gallery-no-style = “{ $text }” is none of the styles; they are { $styles }.

# Somebody named a time that cannot be read. $text is what was written.
gallery-no-since = “{ $text }” is no time that has passed; write a day such as 2026-01-31, an age such as 7d or 12h, today or yesterday.

# Somebody wrote what a gallery cannot be narrowed by. $text is what was written, $styles lists the styles.
gallery-no-option = “{ $text }” is nothing that a gallery can be narrowed by; mention a member, name a style ({ $styles }), or write since=7d.

# Somebody narrowed a gallery twice in the same way. $text is the second of them.
gallery-twice = “{ $text }” is one too many; a gallery shows one member, one style and one time.

# A ritual in a few words, where many are listed or its picture is described. $style is the style's word.
ritual-in-short =
    { $steps ->
        [one] { $steps } step
       *[other] { $steps } steps
    }, { $style }, { $seed }

# When a ritual was, in lists where Discord's own times do not show.
age-today = today

# The same for the day before.
age-yesterday = yesterday

# The same for up to a month. $days is at least 2.
age-days = { $days } days ago

# Asked for a ritual's details in a message that neither names one nor replies to one.
info-which = Which one? Reply to a picture of mine with `ritual-info`, or write the beginning of its id behind it; `gallery` shows what there is.

# There is no ritual with that id, none that may be shown here, or it was deleted.
info-unknown = I know no ritual here by that id. It may be deleted, or belong elsewhere; `gallery` shows what there is.

# The beginning of an id fits more than one ritual. $id is what was written.
info-several = Several rituals begin with “{ $id }”; write more of the id.

# “Ritual details” was used on a message that shows no ritual that may be shown here.
info-no-ritual = That message shows no ritual that I know here. Use this on a picture that I made.
