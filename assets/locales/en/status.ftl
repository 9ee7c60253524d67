# The commands `status` and `destinations`: how the bot and its places are doing.

# The first line. $uptime is such as “3h 12m”.
status-title = **helix-bot { $version }**, up for { $uptime }

# What carries the files; $carrier is such as “rclone v1.75.2”.
status-carrier = Archives through { $carrier }

# In `status` and above the `queue`: the operator lets no new rituals in.
status-rituals-held = ⚠ I take no new rituals for now; those that I have taken are finished

# In `status` and above the `queue`: the operator holds rendering back.
status-rendering-held = ⚠ No pictures are made for now; rituals wait until that goes on

# A place that holds copies and that the settings do not name any more. $copies tells how many.
status-unconfigured = ⚠ not configured any more; { $copies }

# The oldest ritual that is not archived. $when is in Discord's relative form.
status-oldest = Oldest ritual not archived: `{ $id }`, from { $when }

# The last line, where nothing is missing.
status-all-archived = Every ritual is archived

# The last line, where no copy is missing, but something else went wrong, which $failed tells.
status-all-copies = Every copy that was asked for is archived, but { $failed }

# Part of the last line: messages that could not be posted.
status-messages-failed = { $count ->
        [one] 1 message
       *[other] { $count } messages
    } could not be posted

# Part of the last line: pictures that could not be made.
status-pictures-failed = { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    } could not be rendered

# Between the two.
status-and = {" "}and{" "}

# Members are told that what the bot keeps is on a disk that does not last.
status-not-safe = ⚠ **Not safe here**: what I keep can be lost; whoever runs me can read why

# The same for those who may know why.
status-not-safe-why = ⚠ **Not safe here**: { $why }

# Discord lets the bot read mentions only.
status-deaf = ⚠ Discord does not let me read messages: prefixes work in direct messages only, slash commands and mentions everywhere

# The same for those who may know what to do.
status-deaf-operator = ⚠ Discord does not let me read messages: prefixes work in direct messages only, slash commands and mentions everywhere. The operator can switch on the Message Content Intent in the developer portal

# How much there is in all. $whose is “everything”, “server” or “private”.
status-totals = { $whose ->
        [everything] Rituals
        [server] Rituals of this server
       *[private] Your rituals in direct messages
    }: { $rituals }, jobs waiting: { $waiting }, given up: { $dead }

# Where counting ended.
status-or-more = { $count } or more

# Something that was given up. $what is “render”, “post” or “archive”, $place where a copy was to go, $by who asked.
status-given-up = • given up: { $what ->
        [render] the picture
        [post] the message
       *[archive] the copy for { $place }
    } of the ritual `{ $id }`{ $by }

# Who asked for what was given up.
status-asked-by = , asked for by { $who }

# What was given up and is not shown.
status-more = … and { $count } more.

# What can be done about what was given up, for the operator.
status-remedy-operator = `helix-bot archive retry` where I run tries it all again

# The same in private.
status-remedy-private = Whoever runs me can have it tried again

# The same in a server.
status-remedy-server = Whoever manages this server can have it tried again with `/archive retry`

# A place that answers.
status-reachable = reachable

# A place that does not answer; a reason may follow.
status-unreachable = ⚠ not reachable

# The operator holds a place back; a reason may follow.
status-held = ⚠ held back by whoever runs me until that is ended

# A place that refuses copies, for members.
status-pauses = archiving there pauses and goes on by itself { $when }

# The same for those who may know why, which follows.
status-paused = paused until { $when }

# Why copies wait, which follows.
status-last-failure = the last failure

# How many copies a place holds.
status-archived = { $count } archived

# How many copies were found to be lost.
status-lost = { $count } lost

# How many copies wait.
status-waiting = { $count } waiting

# How many copies were given up.
status-dead = { $count } given up

# How old a place's oldest proof is, in Discord's relative form.
status-proof = oldest proof { $when }

# How many copies should have been proven again by now; $count may be “1000 or more”.
status-overdue = { $count } overdue

# Nothing carries files, for members.
status-offline = ⚠ Archiving pauses now and goes on by itself

# The same for those who may know why, which follows.
status-offline-why = ⚠ Nothing is being archived

# Above the places where a server's rituals go.
destinations-here = This server's rituals go to:

# Above the places where they could go.
destinations-could = They could go to these as well, with `destinations set`:

# Members are told who can choose.
destinations-who = Whoever manages the server can choose among mine with `destinations set`.

# Below the counts, where the operator reads them.
destinations-everybody = The counts are those of all servers together.

# A server chose all places.
destinations-set-all = From now on this server's rituals go to every destination.

# A server chose places, which $names lists.
destinations-set-some = From now on this server's rituals go to { $names }.

# No place was named.
destinations-none = Rituals have to go somewhere. Here can be chosen: { $names }; or `all`.

# A place was named that there is not.
destinations-unknown = “{ $name }” is not a destination of mine. Here can be chosen: { $names }; or `all`.

# In `status`: the disk is so full that large pictures and those in motion are refused.
status-disk-low = ⚠ My disk is almost full: no pictures of more than 2048 × 2048 pixels and none in motion for now; smaller ones are made

# In `status`: the disk is so full that no ritual is accepted.
status-disk-full = ⚠ My disk is full: I take no new rituals until there is room; those that I have taken are kept

# In `status`, for whoever runs the bot. $free, $all, $spool and $most are such as “1.2 GB”.
status-disk = Disk: { $free } of { $all } free; the spool holds { $spool }, and proven pictures leave it early above { $most }
