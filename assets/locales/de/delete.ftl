# Deleting a ritual.

# The button that asks whether a ritual is to be deleted.
delete-button = Löschen

# Asked before a ritual without archived copies is deleted.
delete-question = Dieses Ritual löschen? Seine Nachricht und sein Platz in der Galerie gehen für immer. Was es in der Überlieferung hinterließ, bleibt.

# Asked before an archived ritual is deleted. $copies is how many copies there are, $policy what the server has decided about them: ask, always or never.
delete-question-archived =
    Dieses Ritual löschen? Seine Nachricht und sein Platz in der Galerie gehen für immer. Was es in der Überlieferung hinterließ, bleibt. { $policy ->
        [always] Seine Kopien im Archiv gehen mit, so will es dieser Server.
        [never] Seine Kopien im Archiv bleiben, so will es dieser Server.
       *[ask] { $copies ->
            [one] Es gibt eine Kopie im Archiv: Soll sie auch gehen?
           *[other] Es gibt { $copies } Kopien im Archiv: Sollen sie auch gehen?
        }
    }

# The button that deletes a ritual without archived copies.
delete-confirm = Löschen

# The button that deletes a ritual and leaves its archived copies.
delete-without-copies = Löschen, Kopien behalten

# The button that deletes a ritual and its archived copies.
delete-with-copies = Löschen mit allen Kopien

# A ritual was deleted. $copies is how many archived copies are being taken away, 0 where they stay or there are none.
delete-done =
    { $copies ->
        [0] Das Ritual ist gelöscht.
        [one] Das Ritual ist gelöscht, und seine Kopie im Archiv wird entfernt.
       *[other] Das Ritual ist gelöscht, und seine { $copies } Kopien im Archiv werden entfernt.
    }

# There is no such ritual here any more.
delete-gone = So ein Ritual gibt es hier nicht; vielleicht ist es schon gelöscht.

# Somebody may not delete a ritual.
delete-not-yours = Dieses Ritual kann löschen, wer darum gebeten hat, und wer hier Nachrichten verwalten darf.

# The server decided otherwise about archived copies since the question was asked.
delete-policy-changed = Dieser Server hat inzwischen anders über die Kopien im Archiv entschieden; bitte klick noch einmal auf „Löschen“.
