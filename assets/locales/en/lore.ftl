# The command `lore`.

# The heading of what a server's rituals have left.
lore-title = **The lore of this server**

# The six numbers that the next ritual begins with; $field lists them.
lore-field = The next ritual starts from { $field }.

# The age that the server lives in. $cycle counts how often the four ages came round, $rituals all rituals that counted.
lore-age = It is the { $age } age{ $cycle ->
        [1] {""}
       *[other] {" "}of cycle { $cycle }
    }, after { $rituals ->
        [one] one ritual
       *[other] { $rituals } rituals
    }. What has led the rituals of this age:

# A kind of anomaly: how many rituals it led, what it became ($rank, “none” at first), and at how many it becomes the $next.
lore-kind = { $anomaly ->
        [flare] flares
        [void] voids
        [echo] echoes
       *[resonance] resonances
    }: { $count }{ $rank ->
        [legend] , a legend
        [hymn] , a hymn
        [law] , a law
       *[none] {""}
    }{ $next ->
        [legend] ; a legend at { $at }
        [hymn] ; a hymn at { $at }
        [law] ; a law at { $at }
       *[none] {""}
    }

# When the lore changed last, in Discord's relative form.
lore-changed = Last changed { $when }.

# There is no lore yet.
lore-none = This server has no lore yet. Its first ritual starts from the field that every server begins with.

# What the picture of the lore is, for those who cannot see it.
lore-description = Six curves, one for each number of the field, over the last rituals of this server; a ring marks each turn of its folklore, a line the beginning of an age

# Asked before a server's lore is forgotten.
lore-reset-question = Forget the field and the folklore of this server for good? Its pictures stay, and so do their copies.

# The button that confirms that a server's lore is to be forgotten.
lore-reset-confirm = Forget it

# Somebody clicked on a question that was asked in another server.
lore-reset-elsewhere = That question was asked in another server.

# The lore was reset.
lore-forgotten = The lore of this server is forgotten. The next ritual starts from the field that every server begins with.
