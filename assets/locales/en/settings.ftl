# What a server can set, and what is refused because of it.

# In the list of settings, and beside one that is shown.
setting-prefix = what commands begin with

# In the list of settings, and beside one that is shown.
setting-language = the language I answer in

# In the list of settings, and beside one that is shown.
setting-channels = the channels in which I work

# In the list of settings, and beside one that is shown.
setting-roles = the roles that may use me

# In the list of settings, and beside one that is shown.
setting-denied-roles = the roles that may not

# In the list of settings, and beside one that is shown.
setting-admin-roles = the roles that may change settings

# In the list of settings, and beside one that is shown.
setting-cooldown = the time between two rituals of a person

# In the list of settings, and beside one that is shown.
setting-quota = rituals a person may ask for in a day

# In the list of settings, and beside one that is shown.
setting-server-quota = rituals of the whole server in a day

# In the list of settings, and beside one that is shown.
setting-at-once = rituals of a person that may wait at once

# In the list of settings, and beside one that is shown.
setting-size = the most pixels a side

# In the list of settings, and beside one that is shown.
setting-steps = the most steps

# In the list of settings, and beside one that is shown.
setting-motion = whether rituals may be shown in motion

# In the list of settings, and beside one that is shown.
setting-destinations = where copies go

# In the list of settings, and beside one that is shown.
setting-folder = what this server's folder is called there

# In the list of settings, and beside one that is shown.
setting-links = whether links to copies may be made

# In the list of settings, and beside one that is shown.
setting-log-channel = where I tell that archiving fails and recovers

# In the list of settings, and beside one that is shown.
setting-delete-archive = whether copies go when a ritual is deleted

# Beside a refused prefix.
settings-bad-prefix = A prefix is 1 to 5 printable characters without spaces or backticks.

# Beside a refused prefix.
settings-bad-prefix-reserved = Discord keeps / and mentions for itself; please choose another prefix.

# Beside a refused language.
settings-bad-language = The languages are en (English), de (Deutsch) and hi (हिन्दी).

# Beside refused channels.
settings-bad-channels = Name channels such as #here, with spaces between them, or `all`.

# Beside a refused channel.
settings-bad-channel = Name one channel such as #here, or `off`.

# Beside refused roles.
settings-bad-roles = Name roles such as @artists, with spaces between them, or `none`.

# Beside refused roles.
settings-bad-everyone = @everyone is everybody; name roles that only some have.

# Beside refused channels or roles. $most is how many a list takes.
settings-bad-too-many = That is too many: a list takes { $most }.

# Beside a refused time. $most is the longest.
settings-bad-time = Write a time such as 10s or 5m, up to { $most }, or `off`.

# Beside a refused number.
settings-bad-number = Write a whole number from { $least } to { $most }.

# Beside a refused number that may be switched off.
settings-bad-number-or-off = Write a whole number from { $least } to { $most }, or `off` for no limit.

# Beside what is neither on nor off.
settings-bad-on-off = Write `on` or `off`.

# Beside what is none of the choices. $words are these.
settings-bad-choice = Choose one of { $words }.

# Beside a refused folder.
settings-bad-folder = A folder's name is 1 to 60 bytes long, without slashes and the like, such as garden; or `off` for this server's id.

# Beside a refused folder, where the operator keeps all in one.
settings-no-folders = Whoever runs me keeps all servers' rituals in one folder, so it cannot be named.

# Beside a refused destination. $known are those that there are.
settings-bad-destination = That is not a destination of mine. Here can be chosen: { $known }; or `all`.

# Beside what the operator does not allow. $most is what is allowed at most.
settings-beyond = Whoever runs me allows at most { $most }.

# Somebody asks for a ritual too soon. $again is when the next may be asked for.
refused-too-soon = The field still rings from your last ritual; ask for the next { $again }.

# Somebody has asked for all rituals of the day.
refused-quota = You have asked for { $most } rituals today, which is all of a day. A new day begins { $again }.

# The server has asked for all rituals of the day.
refused-server-quota = This server has asked for { $most } rituals today, which is all of a day. A new day begins { $again }.

# As many of somebody's rituals wait as may.
refused-at-once = { $most } of your rituals are on their way, which is as many as may be at once. Ask again when one of them is shown.

# A picture is larger than the server allows.
refused-size = Pictures have at most { $most } pixels a side here.

# A ritual has more steps than the server allows.
refused-steps = A ritual takes at most { $most } steps here.

# Motion is switched off in the server.
refused-motion = Rituals are not shown in motion here.

# The disk is almost full. Ordinary pictures are still made.
refused-room = My disk is almost full, so for now I make no pictures of more than 2048 × 2048 pixels and none in motion. Ask for a smaller one without motion, or again later.

# Somebody uses a command in a channel where the server does not want it. $channels are those where it does.
refused-channel = I do not work in this channel; come to { $channels }.

# Somebody has a role that may not use commands, or none of those that may.
refused-role = This server lets others use me, but not your roles.

# Beside a value that a setting does not take. $name is the setting, $problem says what is allowed.
settings-refused = **{ $name }** stays as it is. { $problem } `reset` returns to the default.

# Somebody asks for a setting that the server has set.
settings-shown = **{ $name }** · { $meaning }: **{ $value }** (by default { $default }).

# Somebody asks for a setting that the server has not set.
settings-shown-default = **{ $name }** · { $meaning }: { $value }, which is the default.

# A setting was changed, or would be; a line of the log.
settings-changed = **{ $name }**: { $before } → { $after }

# What a setting was or is, where the server has not set it.
settings-default = default

# Settings were set to what they are.
settings-unchanged = Everything is so already; nothing was changed.

# At the top of the panel with all settings.
settings-panel = **The settings of this server.** What it has set itself is bold.

# In the panel's menu of settings, while none is chosen.
settings-choose = Choose what to change

# In the panel's menu of a setting's values.
settings-choose-value = { $name }: choose

# On the panel's button that opens a form.
settings-write = Write { $name }

# On the panel's button that returns a setting to its default.
settings-reset-one = Reset { $name }

# On the button that returns everything to its default.
settings-reset-all = Reset everything

# Beside the button that confirms a reset.
settings-reset-sure = All settings of this server return to their defaults. Is that meant?

# On the panel's button that gives a file.
settings-export = Export

# Above the file with the settings.
settings-exported = The settings of this server; `settings import` takes them back.

# On the panel's button that shows who changed what.
settings-log-button = Who changed what

# Above the log of changes.
settings-log = **Who changed what**

# In the log of changes, where there are none.
settings-log-empty = Nobody has changed anything yet.

# A line of the log: $when, $who and $what.
settings-log-line = { $when } { $who } { $what }

# On the log's button to older changes.
settings-older = Older

# On the log's button to newer changes.
settings-newer = Newer

# A click on a part of the panel that this version does not know.
settings-unknown-button = I do not know this part of the settings any more; open the panel anew with `settings panel`.

# The log channel is not one of the server, or cannot be seen.
settings-channel-unknown = I see no such channel in this server.

# The bot may not write into the log channel.
settings-channel-closed = I may not write in { $channel }; give me “View Channel” and “Send Messages” there, and set it again.

# What is imported is not JSON.
settings-import-not-json = That is not a file of `settings export`: JSON with the settings by their names.

# What is imported names nothing.
settings-import-empty = No setting stands in there.

# Nothing to import was given.
settings-import-nothing = Attach a file of `settings export`, or write what stands in it.

# The file to import is too large.
settings-import-too-large = That is too large for settings: a file has at most 64 KiB.

# The file to import could not be fetched from Discord.
settings-import-unreachable = The file could not be fetched from Discord; please try again.

# Above the mistakes of what is imported.
settings-import-mistakes = Nothing was changed, since this is wrong:

# One mistake of what is imported.
settings-import-wrong = **{ $name }**: { $problem }

# A value in what is imported that cannot be one.
settings-import-kind = **{ $name }** is a text, a number, a list of these, or null.

# A name in what is imported that is no setting.
settings-import-unknown = “{ $name }” is not a setting.

# The same, where one is like it.
settings-import-unknown-near = “{ $name }” is not a setting; **{ $nearest }** is.

# Above what an import would change.
settings-import-would = This would change:

# On the button that imports.
settings-import-button = Change it

# What was to be imported is not kept any more.
settings-import-gone = That is not what you wanted to import last; please give it again.
