# आदेश `status` और `destinations`: बॉट और उसके ठिकाने कैसे चल रहे हैं।

status-title = **helix-bot { $version }**, { $uptime } से चालू

status-carrier = { $carrier } के ज़रिए सहेजता है

status-rituals-held = ⚠ अभी मैं नए अनुष्ठान नहीं ले रहा; जो ले चुका हूँ वे पूरे होंगे

status-rendering-held = ⚠ अभी चित्र नहीं बन रहे; आगे बढ़ने तक अनुष्ठान प्रतीक्षा करेंगे

status-unconfigured = ⚠ अब सेटिंग में नहीं; { $copies }

status-oldest = सबसे पुराना अनुष्ठान जो सहेजा नहीं गया: `{ $id }`, { $when } से

status-all-archived = हर अनुष्ठान सहेजा जा चुका है

status-all-copies = माँगी गई हर प्रति सहेजी जा चुकी है, पर { $failed }

status-messages-failed = { $count ->
        [one] 1 संदेश नहीं भेजा
       *[other] { $count } संदेश नहीं भेजे
    } जा सके

status-pictures-failed = { $count ->
        [one] 1 चित्र नहीं बनाया
       *[other] { $count } चित्र नहीं बनाए
    } जा सके

status-and = {" "}और{" "}

status-not-safe = ⚠ **यहाँ सुरक्षित नहीं**: जो मैं रखता हूँ वह खो सकता है; मुझे चलाने वाला कारण पढ़ सकता है

status-not-safe-why = ⚠ **यहाँ सुरक्षित नहीं**: { $why }

status-deaf = ⚠ Discord मुझे संदेश पढ़ने नहीं देता: उपसर्ग केवल निजी संदेशों में चलते हैं, स्लैश आदेश और उल्लेख हर जगह

status-deaf-operator = ⚠ Discord मुझे संदेश पढ़ने नहीं देता: उपसर्ग केवल निजी संदेशों में चलते हैं, स्लैश आदेश और उल्लेख हर जगह। मुझे चलाने वाला डेवलपर पोर्टल में Message Content Intent चालू कर सकता है

status-totals = { $whose ->
        [everything] अनुष्ठान
        [server] इस सर्वर के अनुष्ठान
       *[private] निजी संदेशों में आपके अनुष्ठान
    }: { $rituals }, प्रतीक्षा में काम: { $waiting }, छोड़े गए: { $dead }

status-or-more = { $count } या अधिक

status-given-up = • छोड़ दिया: अनुष्ठान `{ $id }` { $what ->
        [render] का चित्र
        [post] का संदेश
       *[archive] की प्रति, { $place } के लिए
    }{ $by }

status-asked-by = , { $who } ने माँगा था

status-more = … और { $count } अन्य।

status-remedy-operator = जहाँ मैं चलता हूँ वहाँ `helix-bot archive retry` सब फिर आज़माता है

status-remedy-private = मुझे चलाने वाला इसे फिर आज़मा सकता है

status-remedy-server = इस सर्वर को सँभालने वाले `/archive retry` से इसे फिर आज़मा सकते हैं

status-reachable = उपलब्ध

status-unreachable = ⚠ उपलब्ध नहीं

status-held = ⚠ मुझे चलाने वाले ने इसे रोक रखा है

status-pauses = वहाँ सहेजना रुका है और { $when } अपने आप आगे बढ़ेगा

status-paused = { $when } तक रुका

status-last-failure = पिछली विफलता

status-archived = { $count } सहेजी गईं

status-lost = { $count } खोईं

status-waiting = { $count } प्रतीक्षा में

status-dead = { $count } छोड़ी गईं

status-proof = सबसे पुराना प्रमाण { $when }

status-overdue = { $count } की बारी निकल चुकी

status-offline = ⚠ सहेजना अभी रुका है और अपने आप आगे बढ़ेगा

status-offline-why = ⚠ अभी कुछ नहीं सहेजा जा रहा

destinations-here = इस सर्वर के अनुष्ठान यहाँ जाते हैं:

destinations-could = `destinations set` से वे यहाँ भी जा सकते हैं:

destinations-who = सर्वर को सँभालने वाले `destinations set` से मेरे ठिकानों में से चुन सकते हैं।

destinations-everybody = गिनती सभी सर्वरों की मिलाकर है।

destinations-set-all = अब से इस सर्वर के अनुष्ठान हर ठिकाने पर जाएँगे।

destinations-set-some = अब से इस सर्वर के अनुष्ठान यहाँ जाएँगे: { $names }।

destinations-none = अनुष्ठानों को कहीं तो जाना है। यहाँ से चुनिए: { $names }; या `all`।

destinations-unknown = “{ $name }” मेरा ठिकाना नहीं है। यहाँ से चुनिए: { $names }; या `all`।

status-disk-low = ⚠ मेरी डिस्क लगभग भर चुकी है: अभी 2048 × 2048 पिक्सेल से बड़े चित्र और गति वाले चित्र नहीं; छोटे चित्र बनते हैं

status-disk-full = ⚠ मेरी डिस्क भर चुकी है: जगह होने तक मैं नए अनुष्ठान नहीं लेता; जो ले चुका हूँ वे सुरक्षित हैं

status-disk = डिस्क: { $all } में से { $free } खाली; स्पूल में { $spool } है, और { $most } से ऊपर प्रमाणित चित्र पहले ही हटते हैं
