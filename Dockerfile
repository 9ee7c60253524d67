# The bot, as a small image that runs without root.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
# Dependencies first, on an empty program: this layer changes only with the lock file.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests benches/answer benches/sync \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs tests/program.rs benches/answer/main.rs benches/compare.rs benches/render.rs benches/sync/main.rs \
    && cargo build --profile dist --locked --bin helix-bot \
    && rm -r src
COPY migrations migrations
COPY assets assets
COPY src src
RUN touch src/main.rs src/lib.rs && cargo build --profile dist --locked --bin helix-bot

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 helix
# rclone's own release: Debian's is too old for MEGA and for a daemon on a socket.
COPY --from=rclone/rclone:1.75 /usr/local/bin/rclone /usr/local/bin/rclone
COPY --from=build /src/target/dist/helix-bot /usr/local/bin/helix-bot
USER helix
# Data lies in ./data unless HELIX_DATA_DIR or Railway's volume says otherwise.
WORKDIR /home/helix
ENV PORT=8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["helix-bot", "health"]
ENTRYPOINT ["helix-bot"]
CMD ["run"]
