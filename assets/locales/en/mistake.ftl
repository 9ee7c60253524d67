# What is wrong with a request for a ritual.

# The steps are no number from 1 to 1000. $written is what was written.
mistake-steps = A ritual takes 1 to 1000 steps, written as a whole number such as 108 or as quick (27), standard (108) or deep (324); “{ $written }” is not one.

# There is no such preset. $written is what was written, $presets those that there are.
mistake-preset = The presets are { $presets }; “{ $written }” is none of them.

# A number of steps and a preset that means another were given at once. $means is how many the preset means, $most the largest number, $presets those that there are.
mistake-two-lengths = You asked for { $steps } steps and for { $preset }, which is { $means }. Give one of them: steps from 1 to { $most }, or a preset: { $presets }.

# The seed is nothing but white space. $most is the largest number.
mistake-seed-empty = The seed is empty; give a number from 0 to { $most }, or a word such as “lotus”, or leave it out.

# The seed is a number that is too large. $written is what was written, $most the largest number.
mistake-seed-range = The seed { $written } is out of range; a number is 0 to { $most }, and any other text is taken as a word.

# The seed is too long a text. $length and $most are in characters.
mistake-seed-long = The seed has { $length } characters; at most { $most } are allowed.

# There is no such style. $written is what was written.
mistake-style = The styles are eye, seahorse, elephant, dendrite, mini, ouroboros, flame and mandala; “{ $written }” is not one.

# There is no such size. $written is what was written.
mistake-size = A picture is 256 to 4096 pixels wide and high, written as one whole number such as 1024, or one of the formats banner (1500×500) and phone (1080×2340); “{ $written }” is neither.

# An option such as `motion` was neither yes nor no. $option is its name.
mistake-yes-no = Write { $option }=yes or { $option }=no.

# An option was given twice. $option is its name.
mistake-twice = You gave the { $option } twice.

# There is no such option. $option is what was written, $options lists those that there are.
mistake-option = “{ $option }” is not an option of a ritual; the options are { $options }. A seed with “=” in it goes into quotes.
