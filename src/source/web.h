#pragma once
/// Addresses in text and what kind of thing they lead to. Private to the room. Threads: pure
/// functions.

#include "work/work.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

/// The first address of a code host (GitHub, GitLab, Bitbucket, Hugging Face, Code Ocean) in
/// `text`, without the punctuation behind it; "" when there is none.
std::string find_code_address(std::string_view text);

/// A code address from "owner/name" or an address, the first of several; "" when it is neither.
std::string code_from_field(std::string_view field);

/// What an address in a list of links leads to, guessed from its host and ending.
Kind kind_of_address(std::string_view url);

/// An address as RFC 3986, section 5.2 resolves it; "" when it leads nowhere on the web. A host
/// alone gets its "/". `base` may be empty when `reference` is a whole address.
std::string resolve_address(std::string_view base, std::string_view reference);

/// `address` with parameters behind it, their values escaped (RFC 3986); those without a value are
/// left out.
std::string with_parameters(
    const std::string& address,
    const std::vector<std::pair<std::string_view, std::string>>& parameters);

/// Takes the address that a bibliography gives for a work: the link "home" and its identifier; for
/// a paper a repository's address is its code instead.
void add_home(Work& work, const std::string& url);

/// &amp; &lt; &gt; &quot; &#39; &nbsp; and numeric references replaced.
std::string decode_entities(std::string_view text);

}  // namespace assay::source
