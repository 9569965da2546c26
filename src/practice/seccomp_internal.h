#pragma once
/// The filter of system calls under which a learner's program runs. Threads: pure functions.

#include <linux/filter.h>

#include <vector>

namespace assay::practice {

/// Refuses (EPERM) new processes, tracing, mounts, sockets, memory outside of the address space,
/// and doors into the kernel that have often been open; threads stay allowed. A call of another
/// architecture ends the program.
/// Source: linux/seccomp.h, man 2 seccomp.
std::vector<sock_filter> seccomp_filter();

}  // namespace assay::practice
