# The command `prefix`.

# What commands begin with here.
prefix-is = Commands here begin with `{ $prefix }`.

# It was changed.
prefix-is-now = Commands here now begin with `{ $prefix }`, for example `{ $prefix }ritual 108`.

# What was written cannot be a prefix.
prefix-malformed = A prefix is 1 to 5 printable characters without spaces or backticks; `reset` returns to the default.

# What was written is Discord's own.
prefix-reserved = Discord keeps / and mentions for itself; please choose another prefix.
