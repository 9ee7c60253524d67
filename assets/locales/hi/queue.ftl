# `queue` और `cancel`, और प्रतीक्षा के समय कही जाने वाली बातें।

queue-empty = यहाँ कुछ भी प्रतीक्षा में नहीं है।
queue-own = **आपके** ({ $count })
queue-all = **यह सर्वर** ({ $count })
queue-line-own = `{ $id }` { $what }: { $standing }
queue-line = `{ $id }` { $user } { $what }: { $standing }
queue-what = { $steps } चरण, { $style }, { $size }
queue-what-in-motion = { $steps } चरण, { $style }, { $size }, गति में
queue-next = अगली बारी इसी की है{ $estimate }
queue-behind = { $ahead } के पीछे प्रतीक्षा में{ $estimate }
queue-behind-many = { $most } से अधिक के पीछे प्रतीक्षा में
queue-drawn = अभी बन रहा है{ $estimate }
queue-put-off = बन नहीं पाया; { $time } फिर कोशिश होगी
queue-posted = बन गया है, अभी दिखेगा
queue-seconds = , लगभग { $count } सेकंड
queue-minutes = , लगभग { $count } मिनट
queue-more-than = { $most } से अधिक
queue-more-own = … और { $count } और
queue-page = पृष्ठ { $page } / { $pages }; अगला { $next } से दिखेगा।
queue-copies = { $count ->
    [one] एक प्रति संग्रह की ओर जा रही है।
   *[other] { $count } प्रतियाँ संग्रह की ओर जा रही हैं।
}
queue-copies-many = { $most } से अधिक प्रतियाँ संग्रह की ओर जा रही हैं।
queue-hint = `cancel` आपका पिछला अनुष्ठान वापस लेता है।

cancel-done = रद्द किया गया: { $what }।
cancel-all-done = { $count ->
    [0] यहाँ आपका कुछ भी प्रतीक्षा में नहीं है।
    [one] आपका अनुष्ठान रद्द कर दिया गया।
   *[other] आपके { $count } अनुष्ठान रद्द कर दिए गए।
}
cancel-nothing = यहाँ आपका कुछ भी प्रतीक्षा में नहीं है।
cancel-before = वह अनुष्ठान पहले ही रद्द हो चुका था।
cancel-too-late = अब देर हो चुकी है: चित्र दिख चुका है, या अभी आ ही रहा है।
cancel-not-theirs = वह अनुष्ठान किसी और ने माँगा था। उसे वही रद्द कर सकते हैं, या वह सदस्य जिसके पास “Manage Messages” या “Manage Server” की अनुमति है।
cancel-unknown = इस पहचान का कोई अनुष्ठान यहाँ प्रतीक्षा में नहीं है; `queue` दिखाता है कि क्या है।
cancel-choice-all = मेरे सभी
cancelled-ritual = यह अनुष्ठान रद्द कर दिया गया।

waiting-next = अगली बारी आपके अनुष्ठान की है; उसका चित्र { $time } यहाँ होना चाहिए।
waiting-next-unknown = अगली बारी आपके अनुष्ठान की है।
waiting-behind = आपसे पहले { $ahead ->
    [one] एक अनुष्ठान है
   *[other] { $ahead } अनुष्ठान हैं
}; आपका चित्र { $time } यहाँ होना चाहिए।
waiting-behind-unknown = आपसे पहले { $ahead ->
    [one] एक अनुष्ठान है
   *[other] { $ahead } अनुष्ठान हैं
}।
waiting-behind-many = आपसे पहले { $most } से अधिक अनुष्ठान हैं; `/queue` उसे दिखाता है।
waiting-drawn = आपका चित्र अभी बन रहा है।
waiting-put-off = आपका चित्र अभी नहीं बन पाया; { $time } फिर कोशिश होगी।

place-private-off = मुझसे सीधे संदेश बंद हैं। कृपया किसी सर्वर में मेरा उपयोग करें।
place-user-installs-off = यहाँ मेरा उपयोग केवल वहीं हो सकता है जहाँ सर्वर ने मुझे जोड़ा है।
