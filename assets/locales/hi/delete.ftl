# Deleting a ritual.

# The button that asks whether a ritual is to be deleted.
delete-button = मिटाओ

# Asked before a ritual without archived copies is deleted.
delete-question = यह अनुष्ठान मिटाएँ? इसका संदेश और दीर्घा में इसका स्थान सदा के लिए जाते हैं। लोककथा में जो इसने छोड़ा, वह रहता है।

# Asked before an archived ritual is deleted. $copies is how many copies there are, $policy what the server has decided about them: ask, always or never.
delete-question-archived =
    यह अनुष्ठान मिटाएँ? इसका संदेश और दीर्घा में इसका स्थान सदा के लिए जाते हैं। लोककथा में जो इसने छोड़ा, वह रहता है। { $policy ->
        [always] इसकी संग्रहित प्रतियाँ भी जाती हैं, इस सर्वर का यही निर्णय है।
        [never] इसकी संग्रहित प्रतियाँ रहती हैं, इस सर्वर का यही निर्णय है।
       *[ask] { $copies ->
            [one] एक संग्रहित प्रति है: क्या वह भी जाए?
           *[other] { $copies } संग्रहित प्रतियाँ हैं: क्या वे भी जाएँ?
        }
    }

# The button that deletes a ritual without archived copies.
delete-confirm = मिटाओ

# The button that deletes a ritual and leaves its archived copies.
delete-without-copies = मिटाओ, प्रतियाँ रखो

# The button that deletes a ritual and its archived copies.
delete-with-copies = सब प्रतियों सहित मिटाओ

# A ritual was deleted. $copies is how many archived copies are being taken away, 0 where they stay or there are none.
delete-done =
    { $copies ->
        [0] अनुष्ठान मिटाया गया।
        [one] अनुष्ठान मिटाया गया, और उसकी संग्रहित प्रति हटाई जा रही है।
       *[other] अनुष्ठान मिटाया गया, और उसकी { $copies } संग्रहित प्रतियाँ हटाई जा रही हैं।
    }

# There is no such ritual here any more.
delete-gone = यहाँ ऐसा कोई अनुष्ठान नहीं है; शायद वह पहले ही मिटाया गया।

# Somebody may not delete a ritual.
delete-not-yours = इस अनुष्ठान को वही मिटा सकता है जिसने इसे माँगा, और वे जो यहाँ संदेश सँभाल सकते हैं।

# The server decided otherwise about archived copies since the question was asked.
delete-policy-changed = इस बीच इस सर्वर ने संग्रहित प्रतियों के बारे में कुछ और तय किया है; कृपया “मिटाओ” पर फिर क्लिक करो।
