# सर्वर क्या तय कर सकता है, और उसके कारण क्या अस्वीकार होता है।

setting-prefix = आदेश किससे शुरू होते हैं

setting-language = मैं किस भाषा में उत्तर दूँ

setting-channels = मैं किन चैनलों में काम करूँ

setting-roles = कौन-सी भूमिकाएँ मेरा उपयोग कर सकती हैं

setting-denied-roles = कौन-सी भूमिकाएँ नहीं कर सकतीं

setting-admin-roles = कौन-सी भूमिकाएँ सेटिंग बदल सकती हैं

setting-cooldown = एक व्यक्ति के दो अनुष्ठानों के बीच का समय

setting-quota = एक व्यक्ति के प्रतिदिन अनुष्ठान

setting-server-quota = पूरे सर्वर के प्रतिदिन अनुष्ठान

setting-at-once = एक व्यक्ति के एक साथ प्रतीक्षा करने वाले अनुष्ठान

setting-size = हर भुजा पर अधिकतम पिक्सेल

setting-steps = अधिकतम चरण

setting-motion = क्या अनुष्ठान गति में दिखाए जा सकते हैं

setting-destinations = प्रतियाँ कहाँ जाती हैं

setting-folder = वहाँ इस सर्वर के फ़ोल्डर का नाम

setting-links = क्या प्रतियों के लिंक बनाए जा सकते हैं

setting-log-channel = जहाँ मैं बताऊँ कि सहेजना कब रुका और कब फिर चला

setting-delete-archive = अनुष्ठान मिटाने पर क्या प्रतियाँ भी मिटें

settings-bad-prefix = उपसर्ग 1 से 5 दिखने वाले अक्षरों का होता है, बिना रिक्त स्थान और बैकटिक के।

settings-bad-prefix-reserved = Discord / और उल्लेख अपने लिए रखता है; कृपया दूसरा उपसर्ग चुनें।

settings-bad-language = भाषाएँ हैं en (English), de (Deutsch) और hi (हिन्दी)।

settings-bad-channels = #यहाँ जैसे चैनल रिक्त स्थान देकर लिखें, या सबके लिए `all`।

settings-bad-channel = #यहाँ जैसा एक चैनल लिखें, या `off`।

settings-bad-roles = @कलाकार जैसी भूमिकाएँ रिक्त स्थान देकर लिखें, या `none`।

settings-bad-everyone = @everyone यानी सब; ऐसी भूमिकाएँ लिखें जो कुछ ही लोगों की हों।

settings-bad-too-many = ये बहुत अधिक हैं: सूची में { $most } ही आते हैं।

settings-bad-time = 10s या 5m जैसा समय लिखें, अधिकतम { $most }, या `off`।

settings-bad-number = { $least } से { $most } तक की पूर्ण संख्या लिखें।

settings-bad-number-or-off = { $least } से { $most } तक की पूर्ण संख्या लिखें, या बिना सीमा के लिए `off`।

settings-bad-on-off = `on` या `off` लिखें।

settings-bad-choice = इनमें से एक चुनें: { $words }।

settings-bad-folder = फ़ोल्डर का नाम 1 से 60 बाइट का होता है, बिना स्लैश आदि के, जैसे garden; या इस सर्वर की आईडी के लिए `off`।

settings-no-folders = मुझे चलाने वाले सब सर्वरों के अनुष्ठान एक ही फ़ोल्डर में रखते हैं, इसलिए उसका नाम नहीं रखा जा सकता।

settings-bad-destination = यह मेरा ठिकाना नहीं है। चुने जा सकते हैं: { $known }; या सबके लिए `all`।

settings-beyond = मुझे चलाने वाले अधिकतम { $most } की अनुमति देते हैं।

refused-too-soon = तुम्हारे पिछले अनुष्ठान से क्षेत्र अभी गूँज रहा है; अगला { $again } माँगो।

refused-quota = तुमने आज { $most } अनुष्ठान माँगे, एक दिन में इतने ही होते हैं। नया दिन { $again } शुरू होगा।

refused-server-quota = इस सर्वर ने आज { $most } अनुष्ठान माँगे, एक दिन में इतने ही होते हैं। नया दिन { $again } शुरू होगा।

refused-at-once = तुम्हारे { $most } अनुष्ठान राह में हैं, एक साथ इतने ही हो सकते हैं। इनमें से एक दिख जाए तब फिर माँगो।

refused-size = यहाँ चित्र की हर भुजा अधिकतम { $most } पिक्सेल की होती है।

refused-steps = यहाँ अनुष्ठान में अधिकतम { $most } चरण होते हैं।

refused-motion = यहाँ अनुष्ठान गति में नहीं दिखाए जाते।

refused-room = मेरी डिस्क लगभग भर चुकी है, इसलिए अभी मैं 2048 × 2048 पिक्सेल से बड़े चित्र और गति वाले चित्र नहीं बनाता। बिना गति का छोटा चित्र माँगो, या बाद में फिर कहो।

refused-channel = मैं इस चैनल में काम नहीं करता; { $channels } में आओ।

refused-role = यह सर्वर दूसरों को मेरा उपयोग करने देता है, पर तुम्हारी भूमिकाओं को नहीं।

settings-refused = **{ $name }** वैसा ही रहता है। { $problem } `reset` मूल मान लौटाता है।

settings-shown = **{ $name }** · { $meaning }: **{ $value }** (मूल मान { $default })।

settings-shown-default = **{ $name }** · { $meaning }: { $value }, जो मूल मान है।

settings-changed = **{ $name }**: { $before } → { $after }

settings-default = मूल मान

settings-unchanged = सब पहले से ऐसा ही है; कुछ नहीं बदला।

settings-panel = **इस सर्वर की सेटिंग।** जो उसने स्वयं तय किया है वह मोटा है।

settings-choose = चुनें कि क्या बदलना है

settings-choose-value = { $name }: चुनें

settings-write = { $name } लिखें

settings-reset-one = { $name } लौटाएँ

settings-reset-all = सब लौटाएँ

settings-reset-sure = इस सर्वर की सब सेटिंग मूल मान पर लौट जाएँगी। क्या यही चाहते हो?

settings-export = निर्यात

settings-exported = इस सर्वर की सेटिंग; `settings import` इन्हें वापस लेता है।

settings-log-button = किसने क्या बदला

settings-log = **किसने क्या बदला**

settings-log-empty = अब तक किसी ने कुछ नहीं बदला।

settings-log-line = { $when } { $who } { $what }

settings-older = पुराने

settings-newer = नए

settings-unknown-button = सेटिंग का यह भाग मैं अब नहीं जानता; `settings panel` से उसे फिर खोलो।

settings-channel-unknown = इस सर्वर में मुझे ऐसा कोई चैनल नहीं दिखता।

settings-channel-closed = मैं { $channel } में लिख नहीं सकता; मुझे वहाँ “View Channel” और “Send Messages” दो, फिर इसे दोबारा तय करो।

settings-import-not-json = यह `settings export` की फ़ाइल नहीं है: नामों के साथ सेटिंग का JSON।

settings-import-empty = इसमें कोई सेटिंग नहीं है।

settings-import-nothing = `settings export` की फ़ाइल जोड़ो, या उसमें जो है वह लिखो।

settings-import-too-large = सेटिंग के लिए यह बहुत बड़ी है: फ़ाइल अधिकतम 64 KiB की होती है।

settings-import-unreachable = फ़ाइल Discord से नहीं मिल सकी; कृपया फिर आज़माओ।

settings-import-mistakes = कुछ नहीं बदला, क्योंकि यह ग़लत है:

settings-import-wrong = **{ $name }**: { $problem }

settings-import-kind = **{ $name }** एक पाठ, संख्या, इनकी सूची, या null होता है।

settings-import-unknown = “{ $name }” कोई सेटिंग नहीं है।

settings-import-unknown-near = “{ $name }” कोई सेटिंग नहीं है; **{ $nearest }** है।

settings-import-would = यह बदलेगा:

settings-import-button = बदलो

settings-import-gone = यह वह नहीं है जो तुम अभी आयात करना चाहते थे; कृपया फिर दो।
