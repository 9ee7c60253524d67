# Was mehrere Befehle und Knöpfe antworten.

common-permission-needed = Dafür brauchst du die Berechtigung „{ $permission }“.

common-bot-permission-needed = Dafür brauche ich die Berechtigung „{ $permission }“.

common-permissions-unknown = Deine Berechtigungen ließen sich gerade nicht nachsehen; versuch es bitte noch einmal.

common-not-allowed = Diesen Befehl darfst du nicht benutzen.

common-server-only = Das geht nur auf einem Server.

common-private-only = Das geht nur in Direktnachrichten.

common-restricted-only = Das geht nur in Kanälen mit Altersbeschränkung.

common-outdated = Discord zeigt noch eine ältere Form dieses Befehls; versuch es bitte in einer Minute noch einmal.

common-unknown-command = Das kenne ich nicht. `/help` zählt auf, was ich kann; du kannst mich auch mit `help` erwähnen.

common-fault = Bei mir ist etwas schiefgegangen. Wenn es so bleibt, nenne dem, der mich betreibt, diese Fehlernummer: `{ $id }`

common-too-soon = Das ist gerade erst geschehen; { $again } geht es wieder.

common-misfit = So wird dieser Befehl nicht geschrieben; `help { $command }` zeigt, wie.

common-unknown-button = Diesen Knopf kenne ich nicht mehr; nimm bitte stattdessen einen Befehl. `/help` zählt sie auf.

common-form-too-late = Das Formular ließ sich nicht rechtzeitig öffnen; klick bitte noch einmal.

common-keep = Alles lassen, wie es ist

common-kept = Es wurde nichts geändert.

common-question-expired = Diese Frage ist zu alt; stell sie bitte noch einmal.

common-of-another = Diese Frage ist für den, der sie gestellt hat.

common-disk-full = Meine Platte ist gerade voll, deshalb kann ich das nicht annehmen. Was ich angenommen habe, bleibt. Frag bitte später noch einmal.

common-cannot-write = Ich kann gerade nichts festhalten, deshalb kann ich das nicht annehmen. Frag bitte später noch einmal.

common-answer-lost = Discord hat meine Antwort auf deinen Befehl nicht angenommen; versuch ihn bitte noch einmal.
