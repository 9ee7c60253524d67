# जो अनुष्ठान के नीचे “विवरण” पर क्लिक करता है, वह यह पढ़ता है।

# Who asked for the ritual.
details-asked = { $who } ने { $when } माँगा, `{ $id }` के रूप में।

# The same for one that was not asked for in Discord.
details-asked-elsewhere = { $when } माँगा गया, `{ $id }` के रूप में।

# The picture's size.
details-size =
    { $motion ->
        [yes] { $size } पिक्सेल, और गति में भी।
       *[no] { $size } पिक्सेल।
    }

# चित्र ढका है।
details-hidden = जब तक कोई उस पर क्लिक न करे, ढका रहता है।

# How far the ritual came.
details-reached = यह **{ $stage }** तक पहुँचा: “{ $mantra }”।

# The six numbers that the ritual began with.
details-began = आरंभ: { $field },

# The six numbers that the ritual left.
details-became = अंत: { $field }।

# How often each kind of anomaly came.
details-anomalies = लपटें { $flares }, शून्य { $voids }, प्रतिध्वनियाँ { $echoes }, अनुनाद { $resonances }।

# The picture was not made yet, or could not be made.
details-not-rendered = अभी कोई चित्र नहीं है।

# What identifies the picture.
details-pixels = पिक्सेल `{ $digest }`

# What identifies the file.
details-file = फ़ाइल `{ $digest }`, { $size }, { $time } ms में बनी

# The file that shows the ritual in motion.
details-motion = गति: { $pixels } पिक्सेल के { $frames } चित्र, { $size }

# A copy that is on its way.
details-copy-pending = { $place }: रास्ते में

# A copy that is proven.
details-copy-archived = { $place }: संग्रहीत, और { $when } जाँचा गया, { $proof ->
        [reading] वापस पढ़कर
       *[other] { $proof } से
    }

# A copy that failed for now.
details-copy-waits = { $place }: अभी संग्रहीत नहीं, अगली कोशिश { $again }{ $why }

# A copy that was given up.
details-copy-given-up = { $place }: संग्रहीत नहीं{ $why }

# A copy that was taken away because somebody asked for it.
details-copy-removed = { $place }: संग्रह से हटाया गया
