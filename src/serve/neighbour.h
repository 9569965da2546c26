#pragma once
/// Whose process is at the other end of a connection from this machine: other users of it reach the
/// loopback, too. Linux tells in /proc/net/tcp and tcp6. Threads: pure functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::serve {

/// The two ends of a connection, seen from the other one.
struct Ends {
  std::string address;        ///< "127.0.0.1", "::1"
  std::uint16_t port = 0;     ///< The other end's.
  std::uint16_t to_port = 0;  ///< Ours.
};

/// The user whose socket the first end is, by a table as of /proc/net/tcp; nullopt where it is not
/// there, or is no process's any more.
std::optional<std::uint32_t> socket_owner(std::string_view table, const Ends& ends);
/// Whether it is this process's user, or root. True as well where the system has no such tables.
bool is_own_user(const Ends& ends);

}  // namespace assay::serve
