# `archive` और उसके उप-आदेशों के उत्तर। इन्हें सर्वर के प्रबंधक पढ़ते हैं, निजी संदेशों में पूछने वाला।

# ऐसा गंतव्य जो सर्वर का नहीं है।
archive-unknown-destination = यह यहाँ के गंतव्यों में से नहीं है। वे हैं: { $known }।

# बॉट की ओर से दोष।
archive-broke-off = मेरी ओर कुछ गड़बड़ हुई और मैं रुक गया। कृपया बाद में फिर कोशिश करें।

# सर्वर में `archive status` के ऊपर।
archive-status-of-server = **इस सर्वर का संग्रह**

# निजी में `archive status` के ऊपर।
archive-status-own = **आपका संग्रह**

# जब तक कुछ संग्रहित नहीं हो सकता।
archive-offline = अभी कुछ संग्रहित नहीं हो रहा; यह अपने आप आगे बढ़ेगा। { $reason }

# एक गंतव्य।
archive-status-stands = { $name }: { $copies ->
    [one] { $copies } प्रति
   *[other] { $copies } प्रतियाँ
 } ({ $size })

# प्रतीक्षा करती प्रतियाँ।
archive-status-waiting = { $count } प्रतीक्षा में

# छोड़ दी गई प्रतियाँ।
archive-status-given-up = { $count } छोड़ दी गईं

# खोई प्रतियाँ।
archive-status-lost = { $count } खो गईं

# हटाई जा रही प्रतियाँ।
archive-status-removing = { $count } हटाई जा रही हैं

# गंतव्य जिसने प्रवेश अस्वीकार किया।
archive-status-paused = { $until } तक विराम { $reason }

# पिछली विफलता।
archive-status-last-failure = पिछली विफलता: { $reason }

# पिछला प्रमाण।
archive-status-last-proof = पिछला प्रमाण { $at }

# `archive status` के अंत में।
archive-oldest-unarchived = सबसे पुराना असंग्रहित अनुष्ठान: `{ $id }`, { $since }

# जब कुछ प्रतीक्षा में नहीं।
archive-nothing-waits = माँगी गई हर प्रति संग्रहित है।

# `archive list` के ऊपर।
archive-list-title = **अनुष्ठान और उनकी प्रतियाँ**

# सूची खाली है।
archive-list-empty = यहाँ अभी कुछ संग्रहित नहीं हुआ।

# नए अनुष्ठानों का बटन।
archive-list-newer = नए

# पुराने अनुष्ठानों का बटन।
archive-list-older = पुराने

# ऐसा पृष्ठ नहीं है।
archive-list-no-such-page = ऐसा कोई पृष्ठ नहीं है; कृपया `archive list` फिर से चलाएँ।

# प्रतीक्षा करती प्रति।
archive-copy-waits = { $name } प्रतीक्षा में

# फिर कोशिश की जाने वाली प्रति।
archive-copy-retried = { $name } फिर कोशिश { $at }

# छोड़ दी गई प्रति।
archive-copy-given-up = { $name } छोड़ दी गई

# संग्रहित प्रति।
archive-copy-stands = { $name } संग्रहित

# हटाई जा रही प्रति।
archive-copy-is-removed = { $name } हटाई जा रही है

# हटाई गई प्रति।
archive-copy-removed = { $name } हटाई गई { $at }

# जो हटाई नहीं गई।
archive-copy-not-removed = { $name } हटाई नहीं गई

# `archive retry` जब कुछ छोड़ा नहीं गया था।
archive-retried = इस सर्वर का जो कुछ प्रतीक्षा में है, उसकी अभी फिर कोशिश हो रही है।

# `archive retry` जब $count काम छोड़ दिए गए थे।
archive-retried-revived = इस सर्वर का जो कुछ प्रतीक्षा में है, उसकी अभी फिर कोशिश हो रही है, और { $count ->
    [one] { $count } काम की भी, जो छोड़ दिया गया था।
   *[other] { $count } कामों की भी, जो छोड़ दिए गए थे।
 }

# विराम में गंतव्य।
archive-retry-paused = { $name } की प्रतियाँ प्रतीक्षा करती रहेंगी: वह { $until } तक विराम में है, और इसे केवल मुझे चलाने वाला समाप्त कर सकता है।

# `archive test` का पहला उत्तर।
archive-test-begins = गंतव्यों को परख रहा हूँ …

# `archive test` के गंतव्यों के ऊपर।
archive-test-title = **गंतव्यों की परख**

# लिखते समय।
archive-test-writing = लिख रहा हूँ …

# वापस पढ़ते समय।
archive-test-reading = लिखा, वापस पढ़ रहा हूँ …

# हटाते समय।
archive-test-removing = लिखा, वापस पढ़कर मिलाया, हटा रहा हूँ …

# सब ठीक।
archive-test-well = लिखा, वापस पढ़कर मिलाया, हटाया: सब ठीक है

# हटाया नहीं जा सकता।
archive-test-left = लिखा, वापस पढ़कर मिलाया; हटाया नहीं जा सकता: { $reason }

# पुरानी परख हटाई नहीं जा सकती।
archive-test-left-before = वापस पढ़कर मिलाया; पहले की परख हटाई नहीं जा सकती: { $reason }

# विफल।
archive-test-failed = विफल: { $reason }

# कोई और परख रहा है।
archive-test-running = कोई अभी इसे परख रहा है

# अभी परखा गया।
archive-test-too-soon = अभी-अभी परखा गया; फिर { $until }

# विराम में गंतव्य।
archive-test-paused = { $until } तक विराम में, और छेड़ा नहीं गया, ताकि खाता बंद न हो; इसे केवल मुझे चलाने वाला समाप्त कर सकता है

# `archive verify` का पहला उत्तर।
archive-verify-begins = कुछ प्रतियाँ देख रहा हूँ, सबसे पुराने प्रमाण पहले …

# इस बीच।
archive-verify-goes-on = कुछ प्रतियाँ देख रहा हूँ: { $all } में से { $done } …

# कोई प्रति नहीं।
archive-verify-nothing = यहाँ कोई प्रति नहीं है जिसे देखा जा सके।

# `archive verify` का परिणाम।
archive-verify-proven = { $all } में से { $proven } प्रतियाँ वही हैं जो संग्रहित हुई थीं।

# उसके नीचे, यदि कुछ खोई हैं।
archive-verify-lost = { $count ->
    [one] { $count } खोई या बिगड़ी है; मैं उसे ठीक कर रहा हूँ।
   *[other] { $count } खोई या बिगड़ी हैं; मैं उन्हें ठीक कर रहा हूँ।
 }

# गंतव्य जो उत्तर नहीं देता।
archive-verify-silent = { $name } ने उत्तर नहीं दिया, इसलिए उसकी प्रतियाँ देखी नहीं गईं। { $reason }

# अज्ञात अनुष्ठान।
archive-pull-unknown = ऐसा कोई अनुष्ठान मैं यहाँ नहीं जानता। `archive list` ज्ञात अनुष्ठान दिखाता है।

# बिना प्रति का अनुष्ठान।
archive-pull-no-copy = उस अनुष्ठान की कोई प्रमाणित प्रति वहाँ नहीं है। `archive list` दिखाता है कि प्रतियाँ कहाँ हैं।

# बहुत बड़ा चित्र।
archive-pull-too-large = वह चित्र { $size } का है, और Discord यहाँ अधिकतम { $most } लेता है। वह अपने संग्रह में ही रहता है।

# किसी गंतव्य ने चित्र नहीं दिया।
archive-pull-refused = किसी गंतव्य ने चित्र नहीं दिया।

# वापस लाए चित्र के ऊपर।
archive-pulled = अनुष्ठान `{ $id }` का चित्र, { $name } से, संग्रहित से मिलाया हुआ।

# जो चित्र देख नहीं सकते उनके लिए।
archive-pulled-picture = अनुष्ठान { $id } का संग्रहित चित्र

# नियम के बिना `archive prune`।
archive-prune-keep-what = कृपया बताएँ कि क्या रहना है: `archive prune keep-last:100`, `keep-daily:30`, `keep-within:90d`, या इनमें से कई; जिसे कोई भी रखे, वह रहता है।

# अर्थहीन शब्द।
archive-prune-odd-word = “{ $word }” यहाँ मेरी समझ में नहीं आया। जैसे लिखें `archive prune keep-last:100 keep-within:90d`।

# `archive prune` क्या करेगा।
archive-prune-summary = { $going ->
    [0] कोई प्रति नहीं जाएगी; { $staying } रहेंगी।
    [one] **{ $going } प्रति जाएगी** ({ $size }), { $staying } रहेंगी।
   *[other] **{ $going } प्रतियाँ जाएँगी** ({ $size }), { $staying } रहेंगी।
 }

# जो फिर भी रहेंगी।
archive-prune-spared = { $count } और रहेंगी, क्योंकि उनके अनुष्ठान की दूसरी प्रति अभी बननी है; `under-way:yes` उन्हें भी लेता है।

# जो एक बार में नहीं जातीं।
archive-prune-more = { $count } और जाएँगी; ये सबसे पुरानी हैं, बाकी अगली बार।

# पहली प्रतियों के नीचे।
archive-prune-in-file = … और { $count } और, फ़ाइल में।

# जो फ़ाइल नहीं खोल सकते उनके लिए।
archive-prune-file = सभी प्रतियाँ जो जाएँगी

# जहाँ कुछ नहीं बचेगा।
archive-prune-empties = **{ $names } में कुछ नहीं बचेगा।** यदि यही चाहिए, तो कोड `{ $code }` लिखें: बटन से, या उसी आदेश के पीछे `confirm:{ $code }`।

# पुष्टि का बटन।
archive-prune-confirm = { $count ->
    [one] यह प्रति हटाएँ
   *[other] ये { $count } प्रतियाँ हटाएँ
 }

# कोड का बटन, और फ़ॉर्म के ऊपर।
archive-prune-type = कोड लिखें

# कोड के खाने के पास।
archive-prune-code = संदेश में लिखा कोड

# दूसरा कोड।
archive-prune-wrong-code = यह संदेश में लिखा कोड नहीं है। कुछ बदला नहीं गया।

# इस बीच बदल गया।
archive-prune-changed = इस बीच बदल गया कि क्या जाएगा, इसलिए कुछ हटाया नहीं गया। अब यह है:

# प्रश्न अब ठीक नहीं बैठता।
archive-prune-forged = यह प्रश्न अब ठीक नहीं बैठता; कृपया `archive prune` फिर से चलाएँ।

# पुष्टि के बाद।
archive-prune-begun = { $count ->
    [one] { $count } प्रति हटा रहा हूँ …
   *[other] { $count } प्रतियाँ हटा रहा हूँ …
 }

# इस बीच।
archive-prune-goes-on = हटा रहा हूँ: { $all } में से { $done } …

# अंत।
archive-prune-done = { $removed ->
    [one] { $removed } प्रति हटाई गई
   *[other] { $removed } प्रतियाँ हटाई गईं
 }{ $missing ->
    [0] ।
   *[other] , { $missing } पहले ही जा चुकी थीं।
 }

# जहाँ कुछ और खड़ा है।
archive-prune-kept = { $count } को छेड़ा नहीं गया, क्योंकि वहाँ जो है वह संग्रहित वस्तु नहीं है।

# जो अभी हटी नहीं।
archive-prune-waits = { $count } अभी हटी नहीं; यह अपने आप आगे बढ़ेगा, या `archive retry` से। { $reason }

archive-prune-odd-number = “{ $number }” 0 से 1000000 तक की संख्या नहीं है।

archive-prune-odd-age = “{ $age }” कोई आयु नहीं है; 30d या 12h जैसा लिखिए, अधिक से अधिक सौ वर्ष।

archive-prune-odd-rules = इससे पता नहीं चलता कि क्या रहे।
