# Der Befehl `prefix`.

prefix-is = Befehle beginnen hier mit `{ $prefix }`.

prefix-is-now = Befehle beginnen hier jetzt mit `{ $prefix }`, zum Beispiel `{ $prefix }ritual 108`.

prefix-malformed = Ein Präfix hat 1 bis 5 druckbare Zeichen ohne Leerzeichen und ohne Backticks; `reset` kehrt zum Üblichen zurück.

prefix-reserved = / und Erwähnungen behält Discord für sich; wähl bitte ein anderes Präfix.
