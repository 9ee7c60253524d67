# Deleting a ritual.

# The button that asks whether a ritual is to be deleted.
delete-button = Delete

# Asked before a ritual without archived copies is deleted.
delete-question = Delete this ritual? Its message and its place in the gallery go for good. What it left in the lore stays.

# Asked before an archived ritual is deleted. $copies is how many copies there are, $policy what the server has decided about them: ask, always or never.
delete-question-archived =
    Delete this ritual? Its message and its place in the gallery go for good. What it left in the lore stays. { $policy ->
        [always] Its archived copies go as well, as this server has it.
        [never] Its archived copies stay, as this server has it.
       *[ask] { $copies ->
            [one] There is one archived copy: shall it go as well?
           *[other] There are { $copies } archived copies: shall they go as well?
        }
    }

# The button that deletes a ritual without archived copies.
delete-confirm = Delete it

# The button that deletes a ritual and leaves its archived copies.
delete-without-copies = Delete, keep the copies

# The button that deletes a ritual and its archived copies.
delete-with-copies = Delete with all copies

# A ritual was deleted. $copies is how many archived copies are being taken away, 0 where they stay or there are none.
delete-done =
    { $copies ->
        [0] The ritual is deleted.
        [one] The ritual is deleted, and its archived copy is being taken away.
       *[other] The ritual is deleted, and its { $copies } archived copies are being taken away.
    }

# There is no such ritual here any more.
delete-gone = There is no such ritual here; it may be deleted already.

# Somebody may not delete a ritual.
delete-not-yours = This ritual can be deleted by whoever asked for it, and by those who may manage messages here.

# The server decided otherwise about archived copies since the question was asked.
delete-policy-changed = This server has decided otherwise about archived copies meanwhile; please click on “Delete” again.
