# जो कई आदेश और बटन उत्तर में कहते हैं।

common-permission-needed = इसके लिए आपको “{ $permission }” अनुमति चाहिए।

common-bot-permission-needed = इसके लिए मुझे “{ $permission }” अनुमति चाहिए।

common-permissions-unknown = आपकी अनुमतियाँ अभी देखी नहीं जा सकीं; कृपया फिर कोशिश करें।

common-not-allowed = आप यह आदेश इस्तेमाल नहीं कर सकते।

common-server-only = यह केवल सर्वर में चलता है।

common-private-only = यह केवल निजी संदेशों में चलता है।

common-restricted-only = यह केवल आयु-सीमित चैनलों में चलता है।

common-outdated = Discord अब भी इस आदेश का पुराना रूप दिखा रहा है; कृपया एक मिनट बाद फिर कोशिश करें।

common-unknown-command = यह मैं नहीं जानता। `/help` बताता है कि मैं क्या करता हूँ; `help` के साथ मेरा उल्लेख करना भी।

common-fault = मेरी ओर से कुछ गड़बड़ हुई। अगर ऐसा ही रहे, तो मुझे चलाने वाले को यह त्रुटि-संख्या बताइए: `{ $id }`

common-too-soon = यह अभी-अभी किया गया है; { $again } फिर किया जा सकेगा।

common-misfit = यह आदेश ऐसे नहीं लिखा जाता; `help { $command }` इसे दिखाता है।

common-unknown-button = यह बटन मैं अब नहीं पहचानता; कृपया इसके बदले कोई आदेश दें। `/help` उन्हें गिनाता है।

common-form-too-late = फ़ॉर्म समय पर नहीं खुल सका; कृपया फिर क्लिक करें।

common-keep = सब जैसा है वैसा रहने दें

common-kept = कुछ नहीं बदला गया।

common-question-expired = यह प्रश्न पुराना हो चुका है; कृपया इसे फिर पूछें।

common-of-another = यह प्रश्न उसके लिए है जिसने पूछा था।
