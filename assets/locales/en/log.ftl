# What a server reads in the log channel that it named.

# In a server's log channel: a place that refuses the bot. $place is its name, $reason why.
log-paused = ⚠ Archiving at { $place } pauses: { $reason }. Rituals go on; their copies wait and follow by themselves.

# In a server's log channel: that place takes copies again.
log-works-again = Archiving at { $place } works again; the copies that waited are on their way.
