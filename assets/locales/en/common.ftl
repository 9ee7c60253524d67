# What several commands and buttons answer.

# Beside a refused command: what is only for those who have a permission. $permission is Discord's name for it.
common-permission-needed = You need the permission “{ $permission }” for that.

# Beside a refused command: what the bot itself may not do here. $permission is Discord's name for it.
common-bot-permission-needed = I need the permission “{ $permission }” for that.

# Discord could not be asked what somebody may do.
common-permissions-unknown = Your permissions could not be looked up just now; please try again.

# Somebody used what is not theirs.
common-not-allowed = You may not use this command.

# A command for servers was used in private.
common-server-only = This works in a server only.

# A command for private messages was used in a server.
common-private-only = This works in direct messages only.

# A command for age-restricted channels was used elsewhere.
common-restricted-only = This works in age-restricted channels only.

# Discord knows an older form of a command than the bot does.
common-outdated = Discord still shows an older form of this command; please try again in a minute.

# The bot was mentioned with a command that it does not have.
common-unknown-command = I do not know that one. `/help` lists what I do, and so does mentioning me with `help`.

# A fault of the bot's own. $id is what its log calls it.
common-fault = Something went wrong on my side. If it stays that way, tell whoever runs me this error id: `{ $id }`

# A command was used again before its time. $again is when it can be used, in Discord's relative form.
common-too-soon = This was done a short while ago; it can be done again { $again }.

# The arguments are not those of the command. $command is its name.
common-misfit = That is not how this command is written; `help { $command }` shows it.

# A button, menu or form that says nothing to this version of the bot was used.
common-unknown-button = I do not know this button any more; please use a command instead. `/help` lists them.

# A form could not be shown before Discord's time was over.
common-form-too-late = The form could not be opened in time; please click again.

# The button beside one that confirms a loss: it changes nothing.
common-keep = Keep everything as it is

# What becomes of a question after the button that changes nothing.
common-kept = Nothing was changed.

# A confirming button was clicked after its time.
common-question-expired = That question is too old; please ask for it again.

# Somebody clicked on a confirming button that was shown to somebody else.
common-of-another = That question is for whoever asked for it.

# Something was asked for that could not be written down: the disk is full.
common-disk-full = My disk is full just now, so I cannot take this on. What I took on before is kept. Please ask again later.

# Something was asked for that could not be written down: the database does not answer.
common-cannot-write = I cannot write anything down just now, so I cannot take this on. Please ask again later.

# In the channel, where what was for one person alone could not be told.
common-answer-lost = Discord did not take my answer to your command; please use it again.
