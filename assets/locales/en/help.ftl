# The command `help`.

# A heading over commands. $category is the one that the commands name in the code.
help-category = { $category ->
        [Rituals] Rituals
        [Archives] Archives
        [Settings] Settings
        [The-operator] For whoever runs me
       *[About-me] About me
    }

# The last line of the list of commands. $prefix is what commands begin with here.
help-more = `{ $prefix }help <command>` explains one of them. Mentioning me works like `{ $prefix }`.

# There is no such command. $name is what was asked for, $prefix what commands begin with here.
help-unknown = I have no command “{ $name }”; `{ $prefix }help` lists those I have.

# At the end of what is said about a command that only some may use.
help-managers-only = Only for members with the permission “Manage Server”.

# Between the ways to write a command, such as `!help` or `/help`.
help-or = {" "}or{" "}

# Behind a command in the list that only some may use.
help-managers-mark = (Manage Server)

# The first line of the list of commands. $prefix is what commands begin with here.
help-signs = Write `{ $prefix }` or `/` before each of these.

# At the end of what is said about a command. $example is how it is written.
help-example = For example: { $example }
