"""A Discord bot of the usual kind: who writes `!ritual` is answered with the benchmark's view, drawn anew.

Its argument is how it draws, `numba` or `numpy`. `DISCORD_TOKEN` and `DISCORD_API_URL` are those of the bot beside it.
"""

import asyncio
import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import discord
import peers
import yarl

WAYS = {"numba": peers.picture_by_numba, "numpy": peers.picture_by_mask}


class Bot(discord.Client):
    def __init__(self, draw, workers):
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        super().__init__(intents=intents)
        self.draw, self.executor = draw, ThreadPoolExecutor(workers)

    async def on_message(self, message):
        if message.content.startswith("!ritual"):
            png = await asyncio.get_running_loop().run_in_executor(self.executor, self.draw)
            await message.reply(file=discord.File(io.BytesIO(png), "ritual.png"), mention_author=False)


def main():
    way = sys.argv[1]
    address = os.environ["DISCORD_API_URL"]
    discord.http.Route.BASE = f"{address}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address.replace("http", "ws", 1)) / "gateway"
    draw = WAYS[way]
    if way == "numba":
        # Compiles it.
        draw()
    # What numba compiled has all cores at work on one picture already, and may not run twice at once.
    workers = 1 if way == "numba" else os.cpu_count()
    Bot(draw, workers).run(os.environ["DISCORD_TOKEN"], log_level=30)


if __name__ == "__main__":
    sys.exit(main())
