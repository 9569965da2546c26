#include "search/query.h"

#include "base/error.h"
#include "base/text.h"
#include "search/filters_internal.h"

#include <utility>

namespace assay::search {
namespace {

constexpr bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

/// A piece of the query as it stands there.
struct Piece {
  enum class Type { kWord, kPhrase, kFilter, kOr } type = Type::kWord;
  bool negated = false;
  bool prefix = false;
  std::string key;   ///< Of a filter.
  std::string text;  ///< Word, inside of the phrase, or value of the filter.
};

/// Curly quotes as straight ones.
std::string straighten(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    if (three == "\u201C" || three == "\u201D" || three == "\u201E") {
      out += '"';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// False at the end.
  bool next(Piece& piece) {
    piece = Piece{};
    while (pos_ < text_.size() && is_space(text_[pos_])) {
      ++pos_;
    }
    if (pos_ == text_.size()) {
      return false;
    }
    if (text_[pos_] == '-' && pos_ + 1 < text_.size() && !is_space(text_[pos_ + 1])) {
      piece.negated = true;
      ++pos_;
    }
    if (text_[pos_] == '"') {
      piece.type = Piece::Type::kPhrase;
      piece.text = quoted();
      take_star(piece);
      return true;
    }
    if (const std::size_t colon = filter_colon(); colon != std::string_view::npos) {
      piece.type = Piece::Type::kFilter;
      piece.key = ascii_lower(text_.substr(pos_, colon - pos_));
      pos_ = colon + 1;
      piece.text = pos_ < text_.size() && text_[pos_] == '"' ? quoted() : bare();
      return true;
    }
    piece.text = bare();
    if (piece.text == "OR" && !piece.negated) {
      piece.type = Piece::Type::kOr;
    } else if (piece.text.size() > 1 && piece.text.back() == '*') {
      piece.prefix = true;
      piece.text.pop_back();
    }
    return true;
  }

 private:
  /// Position of the colon when a filter's name stands at pos_.
  [[nodiscard]] std::size_t filter_colon() const {
    std::size_t end = pos_;
    while (end < text_.size() && ((text_[end] | 0x20) >= 'a' && (text_[end] | 0x20) <= 'z')) {
      ++end;
    }
    return end < text_.size() && text_[end] == ':' &&
                   is_filter_name(ascii_lower(text_.substr(pos_, end - pos_)))
               ? end
               : std::string_view::npos;
  }

  std::string quoted() {
    const std::size_t begin = ++pos_;
    const std::size_t end = std::min(text_.find('"', begin), text_.size());
    pos_ = std::min(end + 1, text_.size());
    return std::string(text_.substr(begin, end - begin));
  }

  /// Up to a blank or a quote: a"b c" is the word a and the phrase.
  std::string bare() {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && !is_space(text_[pos_]) && text_[pos_] != '"') {
      ++pos_;
    }
    return std::string(text_.substr(begin, pos_ - begin));
  }

  void take_star(Piece& piece) {
    if (pos_ < text_.size() && text_[pos_] == '*') {
      ++pos_;
      piece.prefix = true;
    } else if (piece.text.size() > 1 && piece.text.back() == '*') {
      piece.text.pop_back();
      piece.prefix = true;
    }
  }

  std::string_view text_;
  std::size_t pos_ = 0;
};

Clause make_clause(const Piece& piece) {
  Term term;
  term.prefix = piece.prefix;
  const std::string spaced = collapse_spaces(piece.text);
  for (const std::string_view word : split(spaced, ' ')) {
    if (!word.empty()) {
      term.words.emplace_back(word);
    }
  }
  Clause clause;
  clause.negated = piece.negated;
  clause.required = piece.type == Piece::Type::kPhrase && !piece.negated;
  clause.any_of.push_back(std::move(term));
  return clause;
}

/// Puts pieces into a query, keeping what an OR would join.
class Builder {
 public:
  explicit Builder(std::string_view text) { query_.text = text; }

  void add(const Piece& piece) {
    if (piece.type == Piece::Type::kOr) {
      add_or(piece);
      return;
    }
    if (piece.type == Piece::Type::kFilter) {
      check_or(piece);
      add_filter(piece.key, piece.text, piece.negated, query_.filters);
      last_ = Last::kFilter;
      last_key_ = piece.key;
      or_ = false;
      return;
    }
    Clause clause = make_clause(piece);
    if (clause.any_of.front().words.empty()) {
      return;
    }
    if (or_ && last_ == Last::kFilter) {
      throw Error(Errc::kUsage, "OR cannot join a filter and a word", "query",
                  "put OR between words; filters hold for all of the query");
    }
    if (or_ && !piece.negated) {
      Clause& before = query_.clauses.back();
      before.any_of.push_back(std::move(clause.any_of.front()));
      before.required = true;
    } else {
      if (or_) {
        add_clause(make_clause(or_piece_));
      }
      add_clause(std::move(clause));
    }
    count_ += 1;
    if (count_ > kMaxClauses) {
      throw Error(Errc::kUsage, "the query has too many words", "query",
                  "use at most " + std::to_string(kMaxClauses));
    }
    last_ = piece.negated ? Last::kNothing : Last::kClause;
    or_ = false;
  }

  Query finish() {
    if (or_ && last_ == Last::kClause) {
      add_clause(make_clause(or_piece_));
    }
    return std::move(query_);
  }

 private:
  enum class Last { kNothing, kClause, kFilter };

  void add_clause(Clause clause) { query_.clauses.push_back(std::move(clause)); }

  void add_or(const Piece& piece) {
    if (or_) {
      return;  // "a OR OR b"
    }
    if (last_ == Last::kNothing) {
      add_clause(make_clause(piece));  // joins nothing: a word
      return;
    }
    or_ = true;
    or_piece_ = piece;
  }

  /// Filters that take any of their values may have an OR between them; elsewhere it would lie.
  void check_or(const Piece& piece) const {
    if (!or_) {
      return;
    }
    if (last_ == Last::kFilter && last_key_ == piece.key && takes_any(piece.key)) {
      return;
    }
    throw Error(Errc::kUsage, "OR cannot join " + piece.key + ": to what stands before it", "query",
                "put OR between words; filters hold for all of the query");
  }

  Query query_;
  Last last_ = Last::kNothing;
  std::string last_key_;
  bool or_ = false;  ///< An OR waits for its right side.
  Piece or_piece_;
  std::size_t count_ = 0;
};

}  // namespace

Query parse_query(std::string_view text) {
  const std::string straight = straighten(text);
  Scanner scanner(straight);
  Builder builder(text);
  Piece piece;
  while (scanner.next(piece)) {
    builder.add(piece);
  }
  return builder.finish();
}

}  // namespace assay::search
