# Was ein Server in seinem Protokollkanal liest.

log-paused = ⚠ Das Archivieren bei { $place } ruht: { $reason }. Rituale gehen weiter; ihre Kopien warten und folgen von selbst.

log-works-again = Das Archivieren bei { $place } geht wieder; die wartenden Kopien sind unterwegs.
