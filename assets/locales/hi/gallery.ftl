# The gallery: what a server's rituals left, page by page, and one of them by its id.

# Above a page of a server's gallery.
gallery-of-server = **इस सर्वर की दीर्घा**

# Above a page of one's own gallery, in private.
gallery-of-yours = **तुम्हारी दीर्घा**

# Behind the title, where the gallery is narrowed to what came since a day. $day is in Discord's form.
gallery-since = { $day } से

# A server's gallery without any picture yet. The words in backticks can be typed.
gallery-empty-server = यहाँ अभी कुछ नहीं टँगा है। `ritual 108 lotus` पहला चित्र बनाता है; चरणों की कोई भी संख्या और कोई भी शब्द चलेंगे।

# One's own gallery in private, without any picture yet. The words in backticks can be typed.
gallery-empty-yours = यहाँ अभी कुछ नहीं टँगा है। `ritual 108 lotus` तुम्हारा पहला चित्र बनाता है; चरणों की कोई भी संख्या और कोई भी शब्द चलेंगे।

# A gallery that was narrowed so far that nothing is left.
gallery-nothing-fits = यहाँ ऐसा कोई अनुष्ठान नहीं है। केवल `gallery` सब दिखाता है।

# The menu below a page that opens one of its pictures for whoever chooses it.
gallery-open = इनमें से एक खोलो

# A choice of that menu: the number on the sheet, and the picture in a few words.
gallery-choice = { $number }: { $picture }

# The button below a page that leads to later rituals.
gallery-newer = नए

# The button below a page that leads to earlier rituals.
gallery-older = पुराने

gallery-hidden = { $picture } (ढका हुआ)

# What the sheet is, for those who cannot see it. $count is how many pictures lie on it.
gallery-sheet =
    { $count ->
        [one] एक चित्र वाला संपर्क-पत्र
       *[other] { $count } चित्रों वाला संपर्क-पत्र, क्रमांक पाठ जैसे
    }

# A button or menu of a gallery that this version does not understand.
gallery-old-button = यह बटन मैं अब नहीं पढ़ पाता; `gallery` दीर्घा फिर से खोलता है।

# Somebody named as a member what is none. $text is what was written.
gallery-no-member = “{ $text }” कोई सदस्य नहीं है; किसी का उल्लेख करो, जैसे `gallery @somebody`।

# Somebody named a style that there is not. $text is what was written, $styles lists those there are.
gallery-no-style = “{ $text }” कोई शैली नहीं है; शैलियाँ हैं { $styles }।

# Somebody named a time that cannot be read. $text is what was written.
gallery-no-since = “{ $text }” कोई बीता हुआ समय नहीं है; कोई दिन लिखो जैसे 2026-01-31, कोई आयु जैसे 7d या 12h, today या yesterday।

# Somebody wrote what a gallery cannot be narrowed by. $text is what was written, $styles lists the styles.
gallery-no-option = “{ $text }” से दीर्घा सीमित नहीं हो सकती; किसी सदस्य का उल्लेख करो, कोई शैली बताओ ({ $styles }), या since=7d लिखो।

# Somebody narrowed a gallery twice in the same way. $text is the second of them.
gallery-twice = “{ $text }” एक अधिक है; दीर्घा एक सदस्य, एक शैली और एक समय दिखाती है।

# A ritual in a few words, where many are listed or its picture is described. $style is the style's word.
ritual-in-short = { $steps } चरण, { $style }, { $seed }

# When a ritual was, in lists where Discord's own times do not show.
age-today = आज

# The same for the day before.
age-yesterday = कल

# The same for up to a month. $days is at least 2.
age-days = { $days } दिन पहले

# Asked for a ritual's details in a message that neither names one nor replies to one.
info-which = कौन-सा? मेरे किसी चित्र पर `ritual-info` से उत्तर दो, या उसके पीछे उसकी id का आरंभ लिखो; `gallery` दिखाता है कि क्या-क्या है।

# There is no ritual with that id, none that may be shown here, or it was deleted.
info-unknown = इस id का कोई अनुष्ठान मैं यहाँ नहीं जानता। शायद वह मिटाया गया है या कहीं और का है; `gallery` दिखाता है कि क्या-क्या है।

# The beginning of an id fits more than one ritual. $id is what was written.
info-several = कई अनुष्ठान “{ $id }” से शुरू होते हैं; id का और भाग लिखो।

# “Ritual details” was used on a message that shows no ritual that may be shown here.
info-no-ritual = इस संदेश में ऐसा कोई अनुष्ठान नहीं है जिसे मैं यहाँ जानता हूँ। इसे मेरे बनाए किसी चित्र पर उपयोग करो।
