# What `archive` and its subcommands answer. They are read by those who manage a server, in private by whoever asks.

# A destination was named that is none of the server's. $known are those that are.
archive-unknown-destination = That is none of the destinations here. They are: { $known }.

# Something on the bot's side kept a long work from going on.
archive-broke-off = Something went wrong on my side, and I broke off. Please try again later.

# Above the counts of `archive status`, in a server.
archive-status-of-server = **The archive of this server**

# Above the counts of `archive status`, in private.
archive-status-own = **Your archive**

# In `archive status`, while nothing carries files. $reason is why, in a server; else empty.
archive-offline = Nothing is being archived now; it goes on by itself. { $reason }

# In `archive status`: one destination. $name is its name, $copies how many copies stand there, $size how long they are together.
archive-status-stands = { $name }: { $copies ->
    [one] one copy
   *[other] { $copies } copies
 } ({ $size })

# In `archive status`, behind a destination: copies that wait.
archive-status-waiting = { $count } waiting

# In `archive status`, behind a destination: copies that were given up.
archive-status-given-up = { $count } given up

# In `archive status`, behind a destination: copies that were found missing or damaged and are being made good.
archive-status-lost = { $count } lost

# In `archive status`, behind a destination: copies that somebody wants gone.
archive-status-removing = { $count } being removed

# In `archive status`, behind a destination that refused the login. $until is when it is tried again, $reason why, if that may be told.
archive-status-paused = paused until { $until } { $reason }

# In `archive status`, behind a destination. $reason is why a copy failed last.
archive-status-last-failure = the last failure: { $reason }

# In `archive status`, behind a destination. $at is when a copy there was compared with the original last.
archive-status-last-proof = last proof { $at }

# At the end of `archive status`. $id is a ritual's id, $since when it was asked for.
archive-oldest-unarchived = Oldest ritual not archived: `{ $id }`, from { $since }

# At the end of `archive status`, if no copy waits.
archive-nothing-waits = Every copy that was asked for is archived.

# Above a page of `archive list`.
archive-list-title = **Rituals and their copies**

# `archive list` where there is nothing to list.
archive-list-empty = Nothing was archived here yet.

# On the button to the page of newer rituals.
archive-list-newer = Newer

# On the button to the page of older rituals.
archive-list-older = Older

# A button asked for a page that cannot be.
archive-list-no-such-page = There is no such page; please use `archive list` again.

# In `archive list`: a copy that waits for its turn. $name is the destination.
archive-copy-waits = { $name } waits

# In `archive list`: a copy that failed and is tried again at $at.
archive-copy-retried = { $name } tried again { $at }

# In `archive list`: a copy that was given up.
archive-copy-given-up = { $name } given up

# In `archive list`: a copy that stands and is proven.
archive-copy-stands = { $name } archived

# In `archive list`: a copy that is about to be removed.
archive-copy-is-removed = { $name } being removed

# In `archive list`: a copy that was removed at $at.
archive-copy-removed = { $name } removed { $at }

# In `archive list`: a copy that could not be removed, or where something else stands.
archive-copy-not-removed = { $name } not removed

# `archive retry` where nothing had been given up.
archive-retried = Everything of this server that waits is tried again now.

# `archive retry` where $count jobs had been given up.
archive-retried-revived = Everything of this server that waits is tried again now, and { $count ->
    [one] one job that had been given up.
   *[other] { $count } jobs that had been given up.
 }

# Below that: a destination that is paused until $until.
archive-retry-paused = Copies for { $name } go on waiting: it is paused until { $until }, and only whoever runs me can end that.

# The first answer to `archive test`.
archive-test-begins = Trying the destinations …

# Above the destinations that `archive test` tries.
archive-test-title = **Trying the destinations**

# Behind a destination, while the probe is sent.
archive-test-writing = writing …

# Behind a destination, while the probe is read back.
archive-test-reading = written, reading back …

# Behind a destination, while the probe is removed.
archive-test-removing = written, read back and compared, removing …

# Behind a destination where all went well.
archive-test-well = written, read back and compared, removed: all is well

# Behind a destination that lets nobody remove anything. $reason is why.
archive-test-left = written, read back and compared; it cannot be removed: { $reason }

# The same where the probe of an earlier time stood there already.
archive-test-left-before = read back and compared; the probe of an earlier time cannot be removed: { $reason }

# Behind a destination that does not work. $reason is why.
archive-test-failed = it failed: { $reason }

# Behind a destination that somebody else tries just now.
archive-test-running = somebody is trying it just now

# Behind a destination that was tried less than a minute ago; $until is when it can be tried again.
archive-test-too-soon = tried a moment ago; again { $until }

# Behind a destination that refused the login.
archive-test-paused = paused until { $until }, and left alone, since the account might be locked; only whoever runs me can end that

# The first answer to `archive verify`.
archive-verify-begins = Looking at some copies, the oldest proofs first …

# While `archive verify` goes on.
archive-verify-goes-on = Looking at some copies: { $done } of { $all } …

# `archive verify` where no copy stands.
archive-verify-nothing = No copy stands here that could be looked at.

# The end of `archive verify`.
archive-verify-proven = { $proven } of { $all } copies are what was archived.

# Below that, if some are not.
archive-verify-lost = { $count ->
    [one] One is missing or damaged; I am making it good.
   *[other] { $count } are missing or damaged; I am making them good.
 }

# A destination that does not answer, in `archive verify` and `archive pull`. $reason is why, if that may be told.
archive-verify-silent = { $name } did not answer, so its copies were not seen. { $reason }

# `archive pull` with an id that is no ritual's of the asker.
archive-pull-unknown = I know no such ritual here. `archive list` shows those that are known.

# `archive pull` of a ritual without a copy.
archive-pull-no-copy = No proven copy of that ritual stands there. `archive list` shows where copies are.

# `archive pull` of a picture that Discord does not take here.
archive-pull-too-large = That picture has { $size }, and Discord takes { $most } here at most. It stays where it is archived.

# `archive pull` where no destination gave the picture; below it stands what each said.
archive-pull-refused = No destination gave the picture.

# Above a picture that was brought back. $id is the ritual's id, $name the destination.
archive-pulled = The picture of the ritual `{ $id }`, from { $name }, compared with what was archived.

# What those are told who cannot see the picture.
archive-pulled-picture = The archived picture of the ritual { $id }

# `archive prune` that says nothing about what stays.
archive-prune-keep-what = Please say what is to stay: `archive prune keep-last:100`, `keep-daily:30`, `keep-within:90d`, or several of them; what any of them keeps, stays.

# A word in `archive prune` that means nothing.
archive-prune-odd-word = I do not understand “{ $word }” here. Write for example `archive prune keep-last:100 keep-within:90d`.

# What `archive prune` would do. $going copies of together $size go, $staying stay.
archive-prune-summary = { $going ->
    [0] No copy goes; { $staying } stay.
    [one] **One copy goes** ({ $size }), { $staying } stay.
   *[other] **{ $going } copies go** ({ $size }), { $staying } stay.
 }

# Below that: copies that stay though no rule keeps them.
archive-prune-spared = { $count } more stay, since another copy of their ritual is still to be made; `under-way:yes` takes them as well.

# Below that: copies that do not fit into one time.
archive-prune-more = { $count } more would go; these are the oldest, and the others take another time.

# Below the first of the copies that go.
archive-prune-in-file = … and { $count } more, in the file.

# What those are told who cannot open the file.
archive-prune-file = All copies that go

# Below the copies, where nothing would be left at the destinations $names.
archive-prune-empties = **Nothing would be left at { $names }.** If that is meant, type the code `{ $code }`: with the button, or as `confirm:{ $code }` behind the same command.

# On the button that confirms it.
archive-prune-confirm = { $count ->
    [one] Remove this copy
   *[other] Remove these { $count } copies
 }

# On the button that opens the form for the code, and above that form.
archive-prune-type = Type the code

# Beside the field for the code.
archive-prune-code = The code that stands in the message

# The code in the form was another.
archive-prune-wrong-code = That is not the code that stands in the message. Nothing was changed.

# Above what would go now, where other copies had been shown.
archive-prune-changed = What would go has changed meanwhile, so nothing was removed. It is this now:

# A button's id that was not written by the bot, or names a destination that is gone.
archive-prune-forged = That question does not fit any more; please use `archive prune` again.

# Once it is confirmed.
archive-prune-begun = { $count ->
    [one] Removing one copy …
   *[other] Removing { $count } copies …
 }

# While it goes on.
archive-prune-goes-on = Removing: { $done } of { $all } …

# The end. $missing copies were gone already.
archive-prune-done = { $removed ->
    [one] One copy removed
   *[other] { $removed } copies removed
 }{ $missing ->
    [0] .
   *[other] , { $missing } were gone already.
 }

# Below that: places where something else stands.
archive-prune-kept = { $count } left alone, since what stands there is not what was archived.

# Below that: copies that are not removed yet. $reason is why, if it is known.
archive-prune-waits = { $count } not removed yet; it goes on by itself, or with `archive retry`. { $reason }

# A number in `archive prune` that is none.
archive-prune-odd-number = “{ $number }” is no number from 0 to 1000000.

# An age in `archive prune` that is none.
archive-prune-odd-age = “{ $age }” is no age; write one such as 30d or 12h, of a hundred years at most.

# The rules of `archive prune` say nothing.
archive-prune-odd-rules = That says nothing about what stays.
