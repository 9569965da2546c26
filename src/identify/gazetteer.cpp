#include "base/text.h"
#include "identify/gazetteer_internal.h"
#include "identify/tokens.h"

#include <utility>

namespace assay::identify {
namespace {

/// The name as a phrase in which capitals are required where the list has them.
std::string as_phrase(std::string_view name) {
  const Vocabulary none;
  std::vector<Token> tokens;
  tokenise(name, none, tokens);
  std::string phrase;
  for (const Token& token : tokens) {
    phrase += phrase.empty() ? "" : " ";
    phrase += (token.flags & kHasCapital) != 0 ? "^" : "";
    phrase += name.substr(token.begin, token.end - token.begin);
  }
  return phrase;
}

}  // namespace

Names read_names(std::string_view text) {
  Names names;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') {
      continue;
    }
    for (std::string_view name : split(line, '|')) {
      name = trim(name);
      const bool unsure = !name.empty() && name.back() == '?';
      if (unsure) {
        name = trim(name.substr(0, name.size() - 1));
      }
      if (std::string phrase = as_phrase(name); !phrase.empty()) {
        (unsure ? names.unsure : names.sure).push_back(std::move(phrase));
      }
    }
  }
  return names;
}

}  // namespace assay::identify
