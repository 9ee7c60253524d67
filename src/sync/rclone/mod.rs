//! rclone as one long-lived, supervised `rclone rcd` on a unix socket.
