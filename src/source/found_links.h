#pragma once
/// Works that a text names: papers by address or arXiv id, repositories. Private to the room.
/// Threads: pure functions.

#include "work/work.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct FoundLink {
  Identifier identifier;
  std::size_t at = 0;  ///< Where in the text it stands.
};

/// Papers and repositories in order, each once, at most 200: addresses, "arXiv:2106.09685", "doi:
/// 10.1/x" and the fields doi and eprint of BibTeX.
std::vector<FoundLink> find_works(std::string_view text);

/// What kind of text names them: a readme tells what the repository is, a change what came in.
enum class Telling { kReadme, kChange };

/// Adds what `text` names to the work's links: a paper as "implements" where the sentence says that
/// this is its code ("official implementation of", "adds support for"), else as "paper"; a
/// repository other than `own` ("owner/name" in lower case) as "code".
void add_found_works(Work& work, std::string_view text, Telling telling,
                     const std::string& own = {});

}  // namespace assay::source
