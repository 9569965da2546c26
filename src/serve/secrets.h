#pragma once
/// What protects secrets: random words, hashes of passwords and tokens (Argon2id by libsodium), and
/// comparisons whose time says nothing. Threads: pure functions.

#include <string>
#include <string_view>

namespace assay::serve {

/// 256 random bits in hexadecimal. Throws kInternal where libsodium cannot be started.
std::string random_word();

/// "$argon2id$…", of another salt each time. Costs 64 MiB and a tenth of a second. Throws kLimit.
std::string hash_secret(std::string_view secret);
/// Whether `secret` is what `hash` was made of. Costs as hash_secret().
bool is_secret_of(std::string_view secret, const std::string& hash);

/// What a word is known by in this process without being kept: a hash of it by `key`.
std::string mark_of(std::string_view word, std::string_view key);

/// Equal or not, in a time that depends on the lengths alone.
bool same_word(std::string_view a, std::string_view b) noexcept;

}  // namespace assay::serve
