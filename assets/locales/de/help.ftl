# Der Befehl `help`.

help-category = { $category ->
        [Rituals] Rituale
        [Archives] Archive
        [Settings] Einstellungen
        [The-operator] Für den, der mich betreibt
       *[About-me] Über mich
    }

help-more = `{ $prefix }help <Befehl>` erklärt einen davon. Mich zu erwähnen wirkt wie `{ $prefix }`.

help-unknown = Einen Befehl „{ $name }“ habe ich nicht; `{ $prefix }help` zählt auf, welche ich habe.

help-managers-only = Nur für Mitglieder mit der Berechtigung „Manage Server“ (Server verwalten).

help-or = {" "}oder{" "}

help-managers-mark = (Manage Server)

help-signs = Schreib `{ $prefix }` oder `/` vor jeden davon.

help-example = Zum Beispiel: { $example }
