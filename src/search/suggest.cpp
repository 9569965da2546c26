#include "base/ascii.h"
#include "base/spelling.h"
#include "base/text.h"
#include "search/suggest_internal.h"

#include <algorithm>
#include <map>
#include <vector>

namespace assay::search {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kTwoEdits = 8;

/// A word that no work holds, and the best found for it so far.
struct Unknown {
  std::string word;
  std::size_t limit = 1;
  std::string best;
  std::size_t distance = 0;
  std::uint64_t df = 0;
};

std::uint64_t df_of(const Snapshot& snapshot, std::string_view word, Analyser& analyser) {
  std::uint64_t df = 0;
  const std::string stem(analyser.stem(word));
  for (const LiveSegment& live : snapshot.segments) {
    const auto info = live.segment->find(term_in(Space::kText, stem));
    df += info ? info->df : 0;
    const auto name = live.segment->find(term_in(Space::kAuthor, word));
    df += name ? name->df : 0;
  }
  return df;
}

void improve(Unknown& unknown, std::string_view word, const Snapshot& snapshot,
             Analyser& analyser) {
  const std::size_t longer = std::max(word.size(), unknown.word.size());
  const std::size_t shorter = std::min(word.size(), unknown.word.size());
  if (longer - shorter > unknown.limit) {
    return;
  }
  const std::size_t distance = edit_distance(unknown.word, word, unknown.limit);
  if (distance > unknown.limit || (!unknown.best.empty() && distance > unknown.distance)) {
    return;
  }
  const std::uint64_t df = df_of(snapshot, word, analyser);
  const bool better = unknown.best.empty() || distance < unknown.distance || df > unknown.df ||
                      (df == unknown.df && word < unknown.best);
  if (df > 0 && better) {
    unknown.best = word;
    unknown.distance = distance;
    unknown.df = df;
  }
}

/// Bytes of the quote at `at`, straight or curly; 0 when there is none.
std::size_t quote_length(std::string_view text, std::size_t at) {
  if (text.substr(at, 1) == "\"") {
    return 1;
  }
  const std::string_view three = text.substr(at, 3);
  return three == "\u201C" || three == "\u201D" || three == "\u201E" ? 3 : 0;
}

/// Up to the next blank or quote from `at` on.
std::size_t end_of_piece(std::string_view text, std::size_t at) {
  while (at < text.size() && static_cast<unsigned char>(text[at]) > ' ' &&
         quote_length(text, at) == 0) {
    ++at;
  }
  return at;
}

/// Calls visit(begin, end) for each run of letters that nothing but punctuation divides from
/// others.
template <typename Visit>
void for_each_run(std::string_view text, const Visit& visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_letter(text[at])) {
      ++at;
    }
    const auto joins = [&](std::size_t place) {
      return place < text.size() &&
             (static_cast<unsigned char>(text[place]) >= 0x80 ||
              (text[place] >= '0' && text[place] <= '9') || text[place] == '_');
    };
    if (at > begin && !joins(at) && (begin == 0 || !joins(begin - 1))) {
      visit(begin, at);
    }
    at = std::max(at, begin + 1);
  }
}

/// A piece of a query with its words put right; filters and what is negated stay.
std::string put_piece_right(std::string_view piece,
                            const std::map<std::string, Unknown>& unknowns) {
  if (piece.front() == '-' || piece.find(':') != std::string_view::npos) {
    return std::string(piece);
  }
  std::string out;
  std::size_t done = 0;
  for_each_run(piece, [&](std::size_t begin, std::size_t end) {
    const auto found = unknowns.find(std::string(piece.substr(begin, end - begin)));
    if (found != unknowns.end() && !found->second.best.empty()) {
      out += piece.substr(done, begin - done);
      out += found->second.best;
      done = end;
    }
  });
  return out.append(piece.substr(done));
}

/// `text` with those of its words that are known better.
std::string put_right(std::string_view text, const std::map<std::string, Unknown>& unknowns) {
  std::string out;
  bool quoted = false;
  bool kept = false;  // a quoted value of a filter or a negated phrase
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t length = quote_length(text, at); length != 0) {
      kept = !quoted && at > 0 && (text[at - 1] == ':' || text[at - 1] == '-');
      quoted = !quoted;
      out += text.substr(at, length);
      at += length;
      continue;
    }
    const std::size_t end = std::max(end_of_piece(text, at), at + 1);
    const std::string_view piece = text.substr(at, end - at);
    out += kept ? std::string(piece) : put_piece_right(piece, unknowns);
    at = end;
  }
  return out;
}

}  // namespace

std::string suggest(const Snapshot& snapshot, const Query& query, Analyser& analyser) {
  std::map<std::string, Unknown> unknowns;  // by the word as typed
  for (const Clause& clause : query.clauses) {
    for (const Term& term : clause.any_of) {
      for (const std::string& typed : term.words) {
        if (clause.negated || term.prefix) {
          continue;
        }
        for_each_run(typed, [&](std::size_t begin, std::size_t end) {
          const std::string run = typed.substr(begin, end - begin);
          const std::string word = ascii_lower(run);
          if (word.size() >= kShortest && df_of(snapshot, word, analyser) == 0) {
            unknowns[run] = {
                word, word.size() < kTwoEdits ? std::size_t{1} : std::size_t{2}, {}, 0, 0};
          }
        });
      }
    }
  }
  if (unknowns.empty()) {
    return {};
  }
  for (const LiveSegment& live : snapshot.segments) {
    live.segment->visit_words({}, [&](std::string_view word) {
      for (auto& [typed, unknown] : unknowns) {
        improve(unknown, word, snapshot, analyser);
      }
      return true;
    });
  }
  const std::string text = put_right(query.text, unknowns);
  return text == query.text ? std::string() : text;
}

}  // namespace assay::search
