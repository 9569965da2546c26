#include "serve/neighbour.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

namespace assay::serve {
namespace {

/// As the tables write it: words of 32 bits in the machine's order.
template <std::size_t kWords>
std::string table_form(const std::array<std::uint32_t, kWords>& words) {
  std::string out;
  for (const std::uint32_t word : words) {
    out += fmt::format("{:08X}", word);
  }
  return out;
}

/// An address as tcp and as tcp6 write it; empty for one that is none.
std::vector<std::string> table_forms(const std::string& address) {
  std::array<std::uint32_t, 1> four{};
  std::array<std::uint32_t, 4> six{};
  if (::inet_pton(AF_INET, address.c_str(), four.data()) == 1) {
    return {table_form(four), table_form(std::array{0U, 0U, htonl(0xFFFF), four[0]})};
  }
  if (::inet_pton(AF_INET6, address.c_str(), six.data()) == 1) {
    return {table_form(six)};
  }
  return {};
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> out;
  for (const std::string_view word : split(line, ' ')) {
    if (!word.empty()) {
      out.push_back(word);
    }
  }
  return out;
}

}  // namespace

std::optional<std::uint32_t> socket_owner(std::string_view table, const Ends& ends) {
  constexpr std::size_t kLocal = 1;
  constexpr std::size_t kRemote = 2;
  constexpr std::size_t kUser = 7;
  constexpr std::size_t kInode = 9;
  const std::string to = fmt::format(":{:04X}", ends.to_port);
  for (const std::string& form : table_forms(ends.address)) {
    const std::string from = fmt::format("{}:{:04X}", form, ends.port);
    for (const std::string_view line : split(table, '\n')) {
      const std::vector<std::string_view> words = words_of(line);
      // A socket that its process has closed has no inode, and says it is root's.
      if (words.size() > kInode && words[kLocal] == from && words[kRemote].ends_with(to) &&
          number(words[kInode]) != 0) {
        return static_cast<std::uint32_t>(number(words[kUser]));
      }
    }
  }
  return std::nullopt;
}

bool is_own_user(const Ends& ends) {
  bool has_tables = false;
  for (const char* path : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(path);
    has_tables = has_tables || file.is_open();
    const std::string table(std::istreambuf_iterator<char>(file), {});
    if (const std::optional<std::uint32_t> user = socket_owner(table, ends)) {
      return *user == ::geteuid() || *user == 0;
    }
  }
  return !has_tables;
}

}  // namespace assay::serve
