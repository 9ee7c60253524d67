//! Doubles of the outside world, real servers on loopback, and the program as a process.
