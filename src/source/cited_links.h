#pragma once
/// What a talk, a post or a message leads to. Private to the room. Threads: pure functions.

#include "work/work.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// Web addresses in plain text in order, each once, at most 200, without a sentence's punctuation.
std::vector<std::string> find_addresses(std::string_view text);

/// Adds a link typed by what it leads to: "paper", "code" (the first one also the work's code),
/// "talk", else `other`; nothing for the work's own home, for what is no web address, and for what
/// is there already.
void add_cited(Work& work, const std::string& url, std::string_view other = "post");

/// The first line of `text` in at most 80 columns: the title of what has none.
std::string title_from(std::string_view text);

/// Adds a web page's address as a discussion's, a talk's or an event's own: identifier and "home".
void add_own_page(Work& work, const std::string& url);

}  // namespace assay::source
