# अनुष्ठान का संदेश और उसके नीचे के बटन।

# Above a ritual's picture.
ritual-caption =
    { $steps ->
        [1] **एक चरण**
       *[other] **{ $steps } चरण**
    }, **{ $style }** की ओर, बीज { $seed } से। { $leader ->
        [flare] एक लपट ने राह दिखाई।
        [void] एक शून्य ने राह दिखाई।
        [echo] एक प्रतिध्वनि ने राह दिखाई।
        [resonance] एक अनुनाद ने राह दिखाई।
       *[none] सब शांत रहा।
    }

# What a ritual's picture is, for those who cannot see it.
ritual-description =
    { $steps ->
        [1] एक चरण का अनुष्ठान
       *[other] { $steps } चरणों का अनुष्ठान
    }, शैली { $style }

# Below a ritual's caption, where one of its server's anomalies rose.
ritual-turn-rank =
    इस सर्वर { $anomaly ->
        [flare] की लपटें
        [void] के शून्य
        [echo] की प्रतिध्वनियाँ
       *[resonance] के अनुनाद
    } अब { $rank ->
        [legend] गाथा
        [hymn] स्तोत्र
       *[law] विधान
    } बन गए।

# Below a ritual's caption, where an age of its server ended.
ritual-turn-age = अंतिम विधान के साथ { $before } युग पूरा हुआ। { $age } युग आरंभ होता है।

# The last line of a ritual's message: it has no copies.
ritual-not-archived = यहीं रखा है, संग्रह में नहीं

# The last line of a ritual's message: its copies were taken away because somebody asked for it.
ritual-removed = संग्रह से हटाया गया

# The last line of a ritual's message: copies are on their way.
ritual-archiving =
    { $done ->
        [0] संग्रह में जा रहा है
       *[other] { $all } में से { $done } संग्रहीत और जाँचे हुए, बाकी रास्ते में हैं
    }

# The last line of a ritual's message: every copy is proven.
ritual-archived = संग्रहीत और जाँचा हुआ

# The last line of a ritual's message: a copy failed for now.
ritual-waits =
    { $done ->
        [0] अभी संग्रहीत नहीं: संग्रह रुका है और अपने आप आगे बढ़ेगा { $again }
       *[other] { $all } में से { $done } संग्रहीत और जाँचे हुए; संग्रह रुका है और अपने आप आगे बढ़ेगा { $again }
    }

# The last line of a ritual's message: a copy was given up.
ritual-given-up =
    { $done ->
        [0] संग्रहीत नहीं
       *[other] { $all } में से { $done } संग्रहीत और जाँचे हुए, बाकी नहीं
    }; { $place ->
        [server] जो इस सर्वर को सँभालते हैं, वे `/status` से कारण जान सकते हैं और `/archive retry` से फिर कोशिश कर सकते हैं
       *[private] जो मुझे चलाते हैं, वे फिर कोशिश कर सकते हैं
    }

# Instead of a ritual's picture: it could not be made.
ritual-failed = यह अनुष्ठान चित्रित नहीं हो सका: { $reason }; { $place ->
        [server] जो इस सर्वर को सँभालते हैं, वे `/archive retry` से फिर कोशिश कर सकते हैं
       *[private] जो मुझे चलाते हैं, वे फिर कोशिश कर सकते हैं
    }।

# Above a picture that is shown with fewer pixels.
ritual-shown-smaller = छोटा करके दिखाया गया; मूल चित्र { $width } × { $height } पिक्सेल का है।

# Above a picture that is shown with all its pixels, though not bit for bit.
ritual-shown-as-jpeg = JPEG के रूप में दिखाया गया; मूल चित्र PNG है, जिसमें हर पिक्सेल विधि के अनुसार है।

# Above a motion that had to be made smaller.
ritual-motion-smaller = गति यहाँ दिखाने के लिए छोटी की गई है: { $width } × { $height } पिक्सेल के { $frames } चित्र।

# Instead of a picture that the server does not take.
ritual-too-large = चित्र इतना बड़ा है कि यहाँ भेजा नहीं जा सकता।

# Instead of a picture, where the bot may not attach files.
ritual-no-files = मैं { $channel } में चित्र नहीं दिखा सकता: उसके लिए “Attach Files” अनुमति चाहिए।

# Above an answer in private, where the bot may not write in the channel.
ritual-elsewhere = मैं { $channel } में नहीं लिख सकता, इसलिए यहाँ उत्तर देता हूँ।

# The button that asks for another ritual with a new seed.
ritual-button-again = एक और

# The button that draws the same seed in the next style.
ritual-button-vary = दूसरी शैली

# The button that draws the same picture larger.
ritual-button-larger = बड़ा

# The button that shows what stands behind a picture.
ritual-button-details = विवरण

# A button was clicked of a ritual that is not there any more, or not in this place.
ritual-gone = वह अनुष्ठान अब यहाँ नहीं है।

# Somebody who may not write here clicked on a button that asks for a ritual.
ritual-may-not-ask = यहाँ अनुष्ठान माँगने के लिए आपको “{ $permission }” अनुमति चाहिए।

# “Larger” was clicked below the largest picture.
ritual-largest = इस चित्र का इससे बड़ा आकार नहीं है।

# The button that gives a link to an archived copy.
ritual-button-link = लिंक

# Somebody asked for a link where none are given.
ritual-no-links = इस सर्वर में लिंक नहीं दिए जाते।

# Somebody asked for a link to a picture of which no copy is proven yet.
ritual-link-later = इस अनुष्ठान की कोई प्रति अभी संग्रहीत नहीं है; कृपया बाद में फिर पूछें।

# Somebody asked for a link that no destination makes.
ritual-link-impossible = जहाँ यह अनुष्ठान संग्रहीत है, वहाँ लिंक नहीं बनते।

# The link to an archived copy.
ritual-link = जिसके पास यह लिंक है, वह चित्र देख सकता है: { $link }

ritual-preset =
    { $preset ->
        [quick] त्वरित
        [deep] गहरा
       *[standard] सामान्य
    } ({ $steps } चरण)
