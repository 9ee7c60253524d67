# अनुष्ठान की माँग में क्या ठीक नहीं है।

mistake-preset = पूर्वनिर्धारित लंबाइयाँ { $presets } हैं; “{ $written }” इनमें से नहीं है।

mistake-two-lengths = आपने { $steps } चरण और { $preset } दोनों माँगे, जिसका अर्थ { $means } है। इनमें से एक दीजिए: 1 से { $most } तक चरण, या एक पूर्वनिर्धारित लंबाई: { $presets }।

mistake-steps = अनुष्ठान में 1 से 1000 चरण होते हैं, जो 108 जैसी पूर्ण संख्या या quick (27), standard (108), deep (324) के रूप में लिखे जाते हैं; “{ $written }” इनमें से नहीं है।

mistake-seed-empty = बीज खाली है; 0 से { $most } तक कोई संख्या दीजिए, या “कमल” जैसा कोई शब्द, या उसे छोड़ दीजिए।

mistake-seed-range = बीज { $written } सीमा से बाहर है; संख्या 0 से { $most } तक होती है, और बाकी हर पाठ शब्द माना जाता है।

mistake-seed-long = बीज में { $length } अक्षर हैं; अधिक से अधिक { $most } हो सकते हैं।

mistake-style = शैलियाँ हैं eye, seahorse, elephant, dendrite, mini, ouroboros, flame और mandala; “{ $written }” इनमें से नहीं है।

mistake-size = चित्र 256 से 4096 पिक्सेल चौड़ा और ऊँचा होता है, जो 1024 जैसी एक पूर्ण संख्या के रूप में लिखा जाता है, या banner (1500×500) अथवा phone (1080×2340) होता है; “{ $written }” इनमें से नहीं है।

mistake-yes-no = { $option }=yes या { $option }=no लिखिए।

mistake-twice = आपने { $option } दो बार दिया।

mistake-option = “{ $option }” अनुष्ठान का विकल्प नहीं है; विकल्प हैं { $options }। “=” वाला बीज उद्धरण-चिह्नों में लिखिए।
