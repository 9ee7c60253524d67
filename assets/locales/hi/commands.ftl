# आदेशों के हिन्दी नाम, उनके अंग्रेज़ी नामों के वर्णक्रम में।

archive = संग्रह
    .description = इस सर्वर की सहेजी प्रतियाँ: उनकी दशा, और जो विफल हुआ।

archive-retry = पुनः
    .description = इस सर्वर का जो कुछ विफल हुआ या छोड़ दिया गया, उसे अभी फिर आज़माएँ।

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

help = मदद
    .description = मेरे आदेशों की सूची, या किसी एक का अर्थ।
    .command = आदेश
    .command-description = जिस आदेश को समझना है

lore = गाथा
    .description = देखें कि इस सर्वर के अनुष्ठान क्या छोड़ गए हैं।

lore-reset = विस्मृति
    .description = इस सर्वर का क्षेत्र और उसकी लोककथाएँ सदा के लिए भुला दें।
    .confirm = पुष्टि
    .confirm-description = `yes` कहता है कि सचमुच यही चाहिए

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
    .seed = बीज
    .seed-description = कोई संख्या या शब्द; हर संयोग इसी से तय होता है
    .style = शैली
    .style-description = कैसा चित्र; अन्यथा eye
    .size = आकार
    .size-description = कितना बड़ा; अन्यथा 1024 × 1024
    .motion = गति
    .motion-description = क्या उसके चरण चलते हुए भी दिखाए जाएँ

status = दशा
    .description = देखें कि मैं कैसा हूँ: संस्करण, संग्रह, क्या प्रतीक्षा में है।
