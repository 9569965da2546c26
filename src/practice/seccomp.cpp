#include "practice/seccomp_internal.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace assay::practice {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t kOtherAbi = 0x40000000;  // the calls of x32
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t kOtherAbi = 0xffffffff;
#else
#error "the seccomp filter does not know this architecture"
#endif

sock_filter statement(std::uint16_t code, std::uint32_t k) {
  return {code, 0, 0, k};
}

sock_filter jump(std::uint16_t code, std::uint32_t k, std::uint8_t yes, std::uint8_t no) {
  return {code, yes, no, k};
}

constexpr std::uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t kEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kAtLeast = BPF_JMP | BPF_JGE | BPF_K;
constexpr std::uint16_t kAnyBit = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;

}  // namespace

std::vector<sock_filter> seccomp_filter() {
  std::vector<sock_filter> filter = {
      statement(kLoad, offsetof(seccomp_data, arch)),
      jump(kEqual, kArchitecture, 1, 0),
      statement(kReturn, SECCOMP_RET_KILL_PROCESS),
      statement(kLoad, offsetof(seccomp_data, nr)),
      jump(kAtLeast, kOtherAbi, 0, 1),
      statement(kReturn, SECCOMP_RET_KILL_PROCESS),
      // The C library falls back on clone, whose flags can be seen.
      jump(kEqual, SYS_clone3, 0, 1),
      statement(kReturn, SECCOMP_RET_ERRNO | ENOSYS),
  };
  static const std::uint32_t refused[] = {
#ifdef SYS_fork
      SYS_fork, SYS_vfork,
#endif
      SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_mount, SYS_umount2,
      SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_socket, SYS_socketpair, SYS_bpf,
      SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
      SYS_io_uring_setup,
      // Memory that belongs to nobody's address space would be without a limit.
      SYS_memfd_create, SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open, SYS_kexec_load,
      SYS_init_module, SYS_finit_module};
  for (const std::uint32_t call : refused) {
    filter.push_back(jump(kEqual, call, 0, 1));
    filter.push_back(statement(kReturn, SECCOMP_RET_ERRNO | EPERM));
  }
  // clone: only for threads. The flags are its first argument; their low half is enough.
  filter.push_back(jump(kEqual, SYS_clone, 0, 3));
  filter.push_back(statement(kLoad, offsetof(seccomp_data, args)));
  filter.push_back(jump(kAnyBit, CLONE_THREAD, 1, 0));
  filter.push_back(statement(kReturn, SECCOMP_RET_ERRNO | EPERM));
  filter.push_back(statement(kReturn, SECCOMP_RET_ALLOW));
  return filter;
}

}  // namespace assay::practice
