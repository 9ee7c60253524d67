# What a server reads in the log channel that it named.

# In a server's log channel: a place that refuses the bot. $place is its name, $reason why.
log-paused = ⚠ Archiving at { $place } pauses: { $reason }. Rituals go on; their copies wait and follow by themselves.

# In a server's log channel: that place takes copies again.
log-works-again = Archiving at { $place } works again; the copies that waited are on their way.

# In a server's log channel: copies of its rituals that are not tried any more. $copies is how many, $reason why the first of
# them, $class of what kind that is.
log-given-up = ⚠ { $copies ->
    [one] One copy for { $place } was
   *[other] { $copies } copies for { $place } were
} given up: { $reason }. { $class ->
    [quota] Once there is room again,
    [auth] Once whoever runs me has renewed the login there,
    [permanent] Once that is mended,
   *[passing] Once the place answers again,
} `/archive retry` tries again.

# In a server's log channel: copies that stood and were found lost or damaged. $reason is what is wrong with the first of them,
# $now whether all stand again.
log-lost = ⚠ { $copies ->
    [one] One copy that stood at { $place } was
   *[other] { $copies } copies that stood at { $place } were
} found lost or damaged: { $reason }. { $now ->
    [stands] All stand again.
   *[follows] What can be made again is on its way.
}

# In a server's log channel, after one of these two: none of its copies is given up or lost there any more.
log-made-good = Nothing at { $place } is given up or lost any more: those copies stand again or are on their way.
