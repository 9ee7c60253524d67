# Was an der Bitte um ein Ritual nicht stimmt.

mistake-preset = Die Voreinstellungen sind { $presets }; „{ $written }“ ist keine davon.

mistake-two-lengths = Du willst { $steps } Schritte und { $preset }, das sind { $means }. Gib eins davon an: 1 bis { $most } Schritte, oder eine Voreinstellung: { $presets }.

mistake-steps = Ein Ritual hat 1 bis 1000 Schritte, geschrieben als ganze Zahl wie 108 oder als quick (27), standard (108) oder deep (324); „{ $written }“ ist nichts davon.

mistake-seed-empty = Der Same ist leer; nimm eine Zahl von 0 bis { $most } oder ein Wort wie „Lotus“, oder lass ihn weg.

mistake-seed-range = Der Same { $written } ist zu groß; eine Zahl geht von 0 bis { $most }, und jeder andere Text gilt als Wort.

mistake-seed-long = Der Same hat { $length } Zeichen; höchstens { $most } sind erlaubt.

mistake-style = Die Stile sind eye, seahorse, elephant, dendrite, mini, ouroboros, flame und mandala; „{ $written }“ ist keiner davon.

mistake-size = Ein Bild ist 256 bis 4096 Pixel breit und hoch, geschrieben als eine ganze Zahl wie 1024, oder hat eines der Formate banner (1500×500) und phone (1080×2340); „{ $written }“ ist nichts davon.

mistake-yes-no = Schreib { $option }=yes oder { $option }=no.

mistake-twice = Du hast { $option } zweimal angegeben.

mistake-option = „{ $option }“ ist keine Angabe eines Rituals; es gibt { $options }. Ein Same mit „=“ darin gehört in Anführungszeichen.
