//! The daemon as a process: started so that it cannot outlive us, watched until it ends.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::sync::rclone::process::exit::Exit;
use crate::sync::rclone::process::handle::ProcessHandle;
use crate::sync::rclone::process::log_tail::LogTail;
use crate::sync::rclone::process::rundir::RunDir;

/// How long a daemon that was asked to end may take.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// How long the log of a process that ended is waited for.
const LOG_TIMEOUT: Duration = Duration::from_secs(1);

/// A running process with what must go when it goes. Dropping it kills the process.
pub(crate) struct Process {
    // Dropped first: the process is killed before the rest goes.
    child: Child,
    _dir: RunDir,
    _thread: KeptThread,
}

/// Keeps the thread that started a process alive for as long as this is held.
struct KeptThread(#[expect(dead_code, reason = "it counts by being there")] Sender<Infallible>);

impl Process {
    /// Starts `command`, whose files are in `dir`.
    pub(crate) async fn start(mut command: Command, dir: RunDir) -> io::Result<Self> {
        // A group of its own: Ctrl-C in a terminal ends us, and we end it when its uploads are dealt with.
        command.kill_on_drop(true).process_group(0);
        bind_to_us(&mut command);
        let (child, thread) = start_in_kept_thread(command).await?;
        Ok(Self { child, _dir: dir, _thread: thread })
    }

    /// Its id, as long as its end was not seen.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The process's standard error, once.
    pub(crate) fn take_log(&mut self) -> Option<tokio::process::ChildStderr> {
        self.child.stderr.take()
    }

    /// Waits for the process to end, ending it when `handle` says so. `reader` reads its log into `log_tail`.
    pub(crate) async fn watch(
        mut self,
        handle: ProcessHandle,
        reader: Option<JoinHandle<()>>,
        log_tail: LogTail,
    ) {
        // A guard, so that it is told also when this task is dropped at the end of the runtime.
        let _gone = handle.gone_on_drop();
        let ended = tokio::select! {
            ended = self.child.wait() => {
                if let Ok(status) = ended {
                    // The last lines of its log say why it ended, so they are waited for.
                    if let Some(reader) = reader {
                        let _ = tokio::time::timeout(LOG_TIMEOUT, reader).await;
                    }
                    // Noted before it is told: a macro's arguments are evaluated only where its level is logged.
                    let exit = handle.ended(Exit::new(status, log_tail.last_message()));
                    tracing::warn!("{exit}");
                }
                ended
            }
            () = handle.killed() => self.kill().await,
            () = handle.stopped() => self.stop(&handle).await,
        };
        match ended {
            Ok(status) => tracing::debug!(%status, "the rclone daemon ended"),
            Err(error) => tracing::warn!(%error, "the rclone daemon's end could not be observed"),
        }
        // Dropping removes its folder, which touches the disk.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    async fn stop(&mut self, handle: &ProcessHandle) -> io::Result<std::process::ExitStatus> {
        self.ask_to_end();
        tokio::select! {
            ended = self.child.wait() => ended,
            () = tokio::time::sleep(STOP_TIMEOUT) => self.kill().await,
            () = handle.killed() => self.kill().await,
        }
    }

    fn ask_to_end(&self) {
        // The id is ours as long as the end has not been waited for, so no stranger can get the signal.
        let pid = self.child.id().and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?));
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
    }

    async fn kill(&mut self) -> io::Result<std::process::ExitStatus> {
        self.child.start_kill()?;
        self.child.wait().await
    }
}

/// Starts the command in a thread that lives for as long as the returned [`KeptThread`] is held.
///
/// The kernel kills a child when the *thread* that started it ends, and a runtime's threads come and go.
async fn start_in_kept_thread(mut command: Command) -> io::Result<(Child, KeptThread)> {
    let runtime = Handle::current();
    let (report, started) = oneshot::channel();
    let (thread, kept) = mpsc::channel::<Infallible>();
    std::thread::Builder::new().name("rclone-parent".to_owned()).spawn(move || {
        let child = {
            let _inside = runtime.enter();
            command.spawn()
        };
        if report.send(child).is_ok() {
            // Ends with an error when the other end is dropped; nothing is ever sent.
            let _ = kept.recv();
        }
    })?;
    let child = started.await.map_err(io::Error::other)??;
    Ok((child, KeptThread(thread)))
}

/// Makes the child's files private, and the child end with us, even after SIGKILL.
fn bind_to_us(command: &mut Command) {
    #[cfg(target_os = "linux")]
    let us = Some(rustix::process::getpid());
    let prepare = move || {
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        #[cfg(target_os = "linux")]
        {
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
            // If we died before the request was made, no signal would ever come.
            if rustix::process::getppid() != us {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
        }
        Ok(())
    };
    #[expect(unsafe_code, reason = "there is no safe way to act between fork and exec")]
    // SAFETY: between fork and exec only async-signal-safe acts are allowed; `prepare` makes three system calls,
    // and neither allocates nor locks.
    unsafe {
        command.pre_exec(prepare);
    }
}
