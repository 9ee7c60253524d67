# आदेश `prefix`।

prefix-is = यहाँ आदेश `{ $prefix }` से शुरू होते हैं।

prefix-is-now = यहाँ आदेश अब `{ $prefix }` से शुरू होते हैं, जैसे `{ $prefix }ritual 108`।

prefix-malformed = उपसर्ग में 1 से 5 छपने योग्य अक्षर होते हैं, बिना रिक्त स्थान और बैकटिक के; `reset` मूल पर लौटाता है।

prefix-reserved = / और उल्लेख Discord अपने लिए रखता है; कृपया कोई और उपसर्ग चुनिए।
