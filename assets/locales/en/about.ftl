# What the bot is, and how its commands are explained.

# What the bot does, in a few sentences.
about-what = I perform rituals: a number of steps and a seed become a picture, the same for everybody who writes the same. What they leave becomes the lore of a server, from which its next ritual begins. Pictures are archived, and every copy is proven.

# The bot's version.
about-version = helix-bot { $version }

# How many rituals a server has had; $rituals may end in a + where they are more than are counted.
about-rituals-server = Rituals of this server so far: { $rituals }.

# The same for one's own, in private.
about-rituals-yours = Rituals of yours here so far: { $rituals }.

# Where the program's source is. $address is a link.
about-source = Source: { $address }

# What to do next. The words in backticks can be typed.
about-begin = `ritual 108 lotus` begins, and `help` lists what I do.
