# What is said because of what whoever runs the bot decided.

# Somebody asked for a ritual while no new ones are taken.
operator-draining = I take no new rituals for now; those that I have taken are finished. Please ask again later.

# Somebody asked for a ritual in a server that is blocked.
operator-server-blocked = I perform no rituals for this server. Whoever manages it can ask whoever runs me.

# Somebody asked for a ritual who is blocked.
operator-person-blocked = I perform no rituals for you. Whoever runs me can say more.

# Behind one of those, where a reason was given. $reason is in the words of whoever runs the bot.
operator-reason = The reason: { $reason }.

# Somebody else than whoever runs the bot used the operator's commands or buttons.
operator-not-yours = That is for whoever runs me.
