# आदेशों के हिन्दी नाम, उनके अंग्रेज़ी नामों के वर्णक्रम में।

about = परिचय
    .description = बताना कि मैं क्या हूँ और क्या करता हूँ।

archive = संग्रह
    .description = इस सर्वर का संग्रह देखें, परखें, घटाएँ और उससे चित्र वापस लाएँ।

archive-list = सूची
    .description = नवीनतम अनुष्ठान और उनकी प्रतियाँ, पृष्ठ दर पृष्ठ।

archive-prune = छँटाई
    .description = दिखाएँ कि कौन-सी प्रतियाँ कोई नियम नहीं रखता, और पुष्टि करने पर उन्हें हटाएँ।
    .keep-last = नवीनतम
    .keep-last-description = इतने नवीनतम अनुष्ठान रखें
    .keep-daily = प्रतिदिन
    .keep-daily-description = पिछले इतने दिनों में हर दिन का नवीनतम अनुष्ठान रखें
    .keep-within = अवधि
    .keep-within-description = जो इससे पुराने नहीं उन्हें रखें, जैसे 30d
    .destination = गंतव्य
    .destination-description = केवल इस गंतव्य पर
    .under-way = अधूरे
    .under-way-description = वे अनुष्ठान भी, जिनकी दूसरी प्रति अभी बननी है

archive-pull = वापस
    .description = किसी गंतव्य से एक अनुष्ठान का चित्र वापस लाएँ, संग्रहित से मिलाकर।
    .ritual = अनुष्ठान
    .ritual-description = अनुष्ठान की पहचान
    .destination = गंतव्य
    .destination-description = किस गंतव्य से पूछा जाए; नहीं तो जो भी दे

archive-retry = पुनः
    .description = इस सर्वर का जो कुछ विफल हुआ या छोड़ दिया गया, उसे अभी फिर आज़माएँ।

archive-status = स्थिति
    .description = दिखाएँ कि कितनी प्रतियाँ कहाँ हैं, क्या प्रतीक्षा में है, और पिछला प्रमाण कब का है।

archive-test = परख
    .description = हर गंतव्य पर छोटी फ़ाइल लिखें, वापस पढ़ें, मिलाएँ और हटाएँ।

archive-verify = जाँच
    .description = अभी कुछ प्रतियाँ देखें, सबसे पुराने प्रमाण पहले, और जो खोई हैं उन्हें ठीक करें।

cancel = रद्द
    .description = कोई अनुष्ठान वापस लें जो अभी दिखा नहीं है।
    .ritual = अनुष्ठान
    .ritual-description = उसकी पहचान, या अपने सभी के लिए `all`; खाली छोड़ें तो आपका पिछला

destinations = ठिकाने
    .description = देखें कि इस सर्वर के अनुष्ठान कहाँ जाते हैं।

destinations-set = चुनें
    .description = चुनें कि इस सर्वर के अनुष्ठान अब से कहाँ जाएँ।
    .names = नाम
    .names-description = अल्पविराम से अलग नाम, या सबके लिए `all`

destinations-show = दिखाएँ
    .description = देखें कि इस सर्वर के अनुष्ठान कहाँ जाते हैं और वे ठिकाने कैसे चल रहे हैं।

gallery = दीर्घा
    .description = यहाँ के अनुष्ठानों के चित्र दिखाना, एक बार में नौ।
    .member = सदस्य
    .member-description = किसके; कोई नाम न दो तो सबके
    .style = शैली
    .style-description = एक शैली के
    .since = से
    .since-description = कब से: कोई दिन जैसे 2026-01-31, या कोई आयु जैसे 7d

help = मदद
    .description = मेरे आदेशों की सूची, या किसी एक का अर्थ।
    .command = आदेश
    .command-description = जिस आदेश को समझना है

lore = गाथा
    .description = देखें कि इस सर्वर के अनुष्ठान क्या छोड़ गए हैं।

lore-reset = विस्मृति
    .description = इस सर्वर का क्षेत्र और उसकी लोककथाएँ सदा के लिए भुला दें।

lore-show = दिखाएँ
    .description = देखें कि इस सर्वर के अनुष्ठान क्या छोड़ गए हैं।

prefix = उपसर्ग
    .description = देखें या बदलें कि इस सर्वर में आदेश किससे शुरू होते हैं।
    .new = उपसर्ग
    .new-description = नया उपसर्ग, या `reset`

queue = कतार
    .description = दिखाएँ कि यहाँ क्या प्रतीक्षा में है: आपका, और सबका।
    .page = पृष्ठ
    .page-description = उसका कौन-सा पृष्ठ

ritual = अनुष्ठान
    .description = अनुष्ठान करें और उसका चित्र सहेजें।
    .steps = चरण
    .steps-description = 1 से 1000, या quick, standard, deep; अन्यथा 108
    .preset = लंबाई
    .preset-description = चरणों की संख्या के बदले नाम से लंबाई
    .seed = बीज
    .seed-description = कोई संख्या या शब्द; हर संयोग इसी से तय होता है
    .style = शैली
    .style-description = कैसा चित्र; अन्यथा eye
    .size = आकार
    .size-description = कितना बड़ा; अन्यथा 1024 × 1024
    .motion = गति
    .motion-description = क्या उसके चरण चलते हुए भी दिखाए जाएँ
    .spoiler = ढका
    .spoiler-description = क्या चित्र तब तक ढका रहे जब तक कोई उस पर क्लिक न करे

Ritual-details = अनुष्ठान का विवरण

ritual-info = अनुष्ठान-विवरण
    .description = बताना कि किसी अनुष्ठान के चित्र के पीछे क्या है।
    .id = पहचान
    .id-description = कौन-सा अनुष्ठान; ढूँढने के लिए लिखो

settings = सेटिंग
    .description = देखें और बदलें कि इस सर्वर ने अपने लिए क्या तय किया है।

settings-admin-roles = प्रबंधक-भूमिकाएँ
    .description = देखें या बदलें: कौन-सी भूमिकाएँ सेटिंग बदल सकती हैं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-at-once = एक-साथ
    .description = देखें या बदलें: एक व्यक्ति के एक साथ प्रतीक्षा करने वाले अनुष्ठान।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-channels = चैनल
    .description = देखें या बदलें: मैं किन चैनलों में काम करूँ।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-cooldown = अंतराल
    .description = देखें या बदलें: एक व्यक्ति के दो अनुष्ठानों के बीच का समय।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-delete-archive = प्रतियाँ-मिटाना
    .description = देखें या बदलें: अनुष्ठान मिटाने पर क्या प्रतियाँ भी मिटें।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-denied-roles = वर्जित-भूमिकाएँ
    .description = देखें या बदलें: कौन-सी भूमिकाएँ नहीं कर सकतीं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-destinations = ठिकाने
    .description = देखें या बदलें: प्रतियाँ कहाँ जाती हैं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-export = निर्यात
    .description = इस सर्वर की सब सेटिंग फ़ाइल के रूप में पाएँ।

settings-folder = फ़ोल्डर
    .description = देखें या बदलें: वहाँ इस सर्वर के फ़ोल्डर का नाम।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-import = आयात
    .description = `settings export` की फ़ाइल या वैसे पाठ से सेटिंग लें।
    .file = फ़ाइल
    .file-description = फ़ाइल
    .text = पाठ
    .text-description = या उसमें जो लिखा है

settings-language = भाषा
    .description = देखें या बदलें: मैं किस भाषा में उत्तर दूँ।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-links = लिंक
    .description = देखें या बदलें: क्या प्रतियों के लिंक बनाए जा सकते हैं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-log = अभिलेख
    .description = दिखाएँ कि किसने कब कौन-सी सेटिंग बदली।

settings-log-channel = अभिलेख-चैनल
    .description = देखें या बदलें: जहाँ मैं बताऊँ कि सहेजना कब रुका और कब फिर चला।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-motion = गति
    .description = देखें या बदलें: क्या अनुष्ठान गति में दिखाए जा सकते हैं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-panel = पटल
    .description = इस सर्वर की सब सेटिंग दिखाएँ, मेनू और फ़ॉर्म के साथ।

settings-prefix = उपसर्ग
    .description = देखें या बदलें: आदेश किससे शुरू होते हैं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-quota = कोटा
    .description = देखें या बदलें: एक व्यक्ति के प्रतिदिन अनुष्ठान।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-reset = लौटाएँ
    .description = इस सर्वर की सब सेटिंग मूल मान पर लौटाएँ।

settings-roles = भूमिकाएँ
    .description = देखें या बदलें: कौन-सी भूमिकाएँ मेरा उपयोग कर सकती हैं।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-server-quota = सर्वर-कोटा
    .description = देखें या बदलें: पूरे सर्वर के प्रतिदिन अनुष्ठान।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-size = आकार
    .description = देखें या बदलें: हर भुजा पर अधिकतम पिक्सेल।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

settings-steps = चरण
    .description = देखें या बदलें: अधिकतम चरण।
    .value = मान
    .value-description = क्या होना चाहिए, या `reset`; बिना मान के दिखाया जाता है

status = दशा
    .description = देखें कि मैं कैसा हूँ: संस्करण, संग्रह, क्या प्रतीक्षा में है।
