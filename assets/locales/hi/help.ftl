# आदेश `help`।

help-category = { $category ->
        [Rituals] अनुष्ठान
        [Archives] संग्रह
        [Settings] सेटिंग
        [The-operator] मुझे चलाने वाले के लिए
       *[About-me] मेरे बारे में
    }

help-more = `{ $prefix }help <आदेश>` उनमें से एक को समझाता है। मेरा उल्लेख करना `{ $prefix }` जैसा ही है।

help-unknown = मेरे पास “{ $name }” नाम का आदेश नहीं है; `{ $prefix }help` बताता है कि कौन-से हैं।

help-managers-only = केवल उन सदस्यों के लिए जिनके पास “Manage Server” अनुमति है।

help-or = {" "}या{" "}

help-managers-mark = (Manage Server)

help-signs = इनमें से हर एक के आगे `{ $prefix }` या `/` लिखिए।

help-example = उदाहरण: { $example }
