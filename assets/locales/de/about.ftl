# What the bot is, and how its commands are explained.

# What the bot does, in a few sentences.
about-what = Ich vollziehe Rituale: Aus einer Zahl von Schritten und einer Saat wird ein Bild, dasselbe für alle, die dasselbe schreiben. Was sie hinterlassen, wird zur Sage eines Servers, und mit ihr beginnt sein nächstes Ritual. Die Bilder werden abgelegt, und jede Kopie wird bewiesen.

# The bot's version.
about-version = helix-bot { $version }

# How many rituals a server has had; $rituals may end in a + where they are more than are counted.
about-rituals-server = Rituale dieses Servers bisher: { $rituals }.

# The same for one's own, in private.
about-rituals-yours = Deine Rituale hier bisher: { $rituals }.

# Where the program's source is. $address is a link.
about-source = Quelltext: { $address }

# What to do next. The words in backticks can be typed.
about-begin = `ritual 108 lotus` beginnt, und `help` zählt auf, was ich kann.
