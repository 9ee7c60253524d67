# What the bot is, and how its commands are explained.

# What the bot does, in a few sentences.
about-what = मैं अनुष्ठान करता हूँ: चरणों की एक संख्या और एक बीज से चित्र बनता है, और जो भी वही लिखे उसके लिए वही चित्र। वे जो छोड़ते हैं वह सर्वर की गाथा बनता है, और अगला अनुष्ठान उसी से शुरू होता है। चित्र संग्रहित होते हैं, और हर प्रति प्रमाणित होती है।

# The bot's version.
about-version = helix-bot { $version }

# How many rituals a server has had; $rituals may end in a + where they are more than are counted.
about-rituals-server = इस सर्वर के अब तक के अनुष्ठान: { $rituals }।

# The same for one's own, in private.
about-rituals-yours = यहाँ तुम्हारे अब तक के अनुष्ठान: { $rituals }।

# Where the program's source is. $address is a link.
about-source = स्रोत: { $address }

# What to do next. The words in backticks can be typed.
about-begin = `ritual 108 lotus` से शुरू होता है, और `help` बताता है कि मैं क्या-क्या करता हूँ।
