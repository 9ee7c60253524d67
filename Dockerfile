# The bot, as a small image that runs without root: the program, the few libraries that it links, rclone, certificates and a user.
# There is no shell in it; docs/operators.md says what to do instead. Nothing here depends on the processor: amd64 and arm64.

FROM rust:1.95-slim-bookworm AS build
# What is built in besides, with commas between: --build-arg FEATURES=otel
ARG FEATURES=""
WORKDIR /src
# Dependencies first, on an empty program: this layer changes only with the lock file.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests benches/answer benches/store benches/sync \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs tests/program.rs benches/compare.rs benches/render.rs \
        benches/answer/main.rs benches/store/main.rs benches/sync/main.rs \
    && cargo build --profile dist --locked --features "$FEATURES" --bin helix-bot \
    && rm -r src
COPY migrations migrations
COPY assets assets
COPY src src
# Cargo strips no package whose profile is its own, such as this one's.
RUN touch src/main.rs src/lib.rs && cargo build --profile dist --locked --features "$FEATURES" --bin helix-bot \
    && strip target/dist/helix-bot
# What the program is made of, for those who look for vulnerabilities.
COPY script/sbom script/sbom
RUN script/sbom --features "$FEATURES" > target/sbom.cdx.json

# What the program needs beside itself is gathered in /image.
FROM debian:bookworm-slim AS system
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/dist/helix-bot /image/usr/local/bin/helix-bot
COPY --from=build /src/target/sbom.cdx.json /image/usr/share/doc/helix-bot/sbom.cdx.json
COPY LICENSE /image/usr/share/doc/helix-bot/LICENSE
RUN set -eu; cd /image; \
    # Each library, and what loads them, at the path where the program looks for it.
    ldd usr/local/bin/helix-bot | grep -o '/[^ ]*' | while read -r library; do \
        mkdir -p ".${library%/*}"; cp -L "$library" ".$library"; \
    done; \
    mkdir -p etc/ssl/certs root usr/share home; \
    cp -L /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/; \
    # For timetables in HELIX_BWLIMIT, with TZ.
    cp -r /usr/share/zoneinfo usr/share/; rm -rf usr/share/zoneinfo/right usr/share/zoneinfo/posix; \
    echo 'hosts: files dns' > etc/nsswitch.conf; \
    # Root is there for platforms that run it as root, such as Railway with a volume.
    printf '%s\n' 'root:x:0:0:root:/root:' 'helix:x:10001:10001:helix:/home/helix:' > etc/passwd; \
    printf '%s\n' 'root:x:0:' 'helix:x:10001:' > etc/group; \
    chmod 700 root; mkdir -m 1777 tmp; \
    # A new volume takes the owner of the folder that it is mounted over.
    mkdir -p /home-of-helix/helix/data; chmod -R 700 /home-of-helix/helix

FROM scratch
COPY --from=system /image /
COPY --from=system --chown=10001:10001 /home-of-helix /home
# rclone's own release: Debian's is too old for MEGA and for a daemon on a socket.
COPY --from=rclone/rclone:1.75 /usr/local/bin/rclone /usr/local/bin/rclone
ENV PATH=/usr/local/bin PORT=8080
USER helix
# Data lies in ./data unless HELIX_DATA_DIR or Railway's volume says otherwise.
WORKDIR /home/helix
LABEL org.opencontainers.image.title="helix-bot" \
    org.opencontainers.image.description="A Discord bot that renders rituals as pictures and archives them, verified, through rclone" \
    org.opencontainers.image.version="16.0.0" \
    org.opencontainers.image.licenses="MIT"
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["helix-bot", "health"]
ENTRYPOINT ["helix-bot"]
CMD ["run"]
