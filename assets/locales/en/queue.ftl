# `queue` and `cancel`, and what is said while somebody waits.

# `queue`, where nothing waits.
queue-empty = Nothing waits here.

# `queue`: the heading above the asker's own rituals. $count is how many there are, in words.
queue-own = **Yours** ({ $count })

# `queue`: the heading above all rituals of the server. $count is how many there are, in words.
queue-all = **This server** ({ $count })

# `queue`: one of the asker's own rituals. $id is its short id, $what the picture, $standing how far it is.
queue-line-own = `{ $id }` { $what }: { $standing }

# `queue`: a ritual of the server. $user mentions who asked; the others as above.
queue-line = `{ $id }` { $user } { $what }: { $standing }

# `queue` and `cancel`: what somebody asked for. $style and $size are the words that are typed for them.
queue-what = { $steps ->
    [one] 1 step
   *[other] { $steps } steps
}, { $style }, { $size }

# The same for one that is shown in motion as well.
queue-what-in-motion = { $steps ->
    [one] 1 step
   *[other] { $steps } steps
}, { $style }, { $size }, in motion

# How far a ritual is: it is drawn after the one that is being drawn. $estimate is empty or says how long that takes.
queue-next = comes next{ $estimate }

# How far a ritual is: so many go before it.
queue-behind = waits behind { $ahead }{ $estimate }

# How far a ritual is: more go before it than are counted.
queue-behind-many = waits behind more than { $most }

# How far a ritual is.
queue-drawn = is being drawn{ $estimate }

# How far a ritual is: it could not be drawn. $time is when that is tried again, in Discord's relative form.
queue-put-off = could not be drawn; I try again { $time }

# How far a ritual is: its picture is made.
queue-posted = is drawn and about to be shown

# Behind how far a ritual is: how long it takes about, for less than a minute and a half.
queue-seconds = , about { $count } s

# The same for longer times.
queue-minutes = , about { $count } min

# How many there are, where there are more than are counted.
queue-more-than = more than { $most }

# `queue`: how many of the asker's own are not shown there.
queue-more-own = … and { $count } more

# `queue`: below a page of the server's rituals. $next is the command for the next page.
queue-page = Page { $page } of { $pages }; { $next } shows the next.

# `queue`: how many copies of shown pictures are on their way.
queue-copies = { $count ->
    [one] One copy is on its way to the archive.
   *[other] { $count } copies are on their way to the archive.
}

# The same, where there are more than are counted.
queue-copies-many = More than { $most } copies are on their way to the archive.

# `queue`: below the asker's own.
queue-hint = `cancel` takes back the last one you asked for.

# `cancel` took back one ritual. $what is the picture.
cancel-done = Cancelled: { $what }.

# `cancel all`.
cancel-all-done = { $count ->
    [0] You have nothing waiting here.
    [one] Your ritual is cancelled.
   *[other] Your { $count } rituals are cancelled.
}

# `cancel`, where nothing of the asker's waits.
cancel-nothing = You have nothing waiting here.

# `cancel` a second time.
cancel-before = That ritual was cancelled already.

# `cancel`, when the picture is there.
cancel-too-late = That comes too late: the picture is shown already, or just on its way.

# `cancel`, for somebody else's ritual.
cancel-not-theirs = Somebody else asked for that one. Only they can take it back, or a member with the permission “Manage Messages” or “Manage Server”.

# `cancel`, with an id of which nothing waits in this server.
cancel-unknown = No ritual with that id waits here; `queue` shows those that do.

# What is offered when `cancel` is filled in: all of the asker's own.
cancel-choice-all = All of mine

# In place of the picture of a ritual that was cancelled.
cancelled-ritual = This ritual was cancelled.

# In the answer to a slash command while its picture takes long. $time is when it may come, in Discord's relative form.
waiting-next = Your ritual comes next; its picture should be here { $time }.

# The same, where it is not known when it may come.
waiting-next-unknown = Your ritual comes next.

# The same, for one that waits behind $ahead others.
waiting-behind = { $ahead ->
    [one] One ritual goes
   *[other] { $ahead } rituals go
} before yours; its picture should be here { $time }.

# The same, where it is not known when it may come.
waiting-behind-unknown = { $ahead ->
    [one] One ritual goes
   *[other] { $ahead } rituals go
} before yours.

# The same, where more go before it than are counted.
waiting-behind-many = More than { $most } rituals go before yours; `/queue` shows it.

# The same, while it is being drawn.
waiting-drawn = Your picture is being drawn.

# The same, where it could not be drawn.
waiting-put-off = Your picture could not be drawn just now; I try again { $time }.

# Whoever runs the bot has switched direct messages off.
place-private-off = Direct messages with me are switched off. Please use me in a server.

# Whoever runs the bot has switched installs of users off.
place-user-installs-off = I can be used here only where a server has added me.
