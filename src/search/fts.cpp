#include "base/error.h"
#include "base/text.h"
#include "search/fts_internal.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace assay::search {
namespace {

using TokenCallback = int (*)(void*, int, const char*, int, int, int);

/// Hands tokens to FTS5 and unseen words to the writer.
class Feed final : public TokenSink {
 public:
  Feed(TokenCallback callback, void* context, WordSink* words)
      : callback_(callback), context_(context), words_(words) {}

  void token(const Token& token) override {
    if (code_ != SQLITE_OK) {
      return;
    }
    const bool colocated = token.colocated();
    send(token.term, colocated);
    positions_ += colocated ? 0 : 1;
    if (token.fresh && words_ != nullptr) {
      words_->word(token.word);
    }
  }
  void send(std::string_view term, bool colocated = false) {
    if (code_ == SQLITE_OK) {
      code_ = callback_(context_, colocated ? FTS5_TOKEN_COLOCATED : 0, term.data(),
                        static_cast<int>(term.size()), 0, 0);
    }
  }
  [[nodiscard]] int code() const noexcept { return code_; }
  [[nodiscard]] std::uint64_t positions() const noexcept { return positions_; }

 private:
  TokenCallback callback_;
  void* context_;
  WordSink* words_;
  std::uint64_t positions_ = 0;
  int code_ = SQLITE_OK;
};

fts5_api* fts5_of(const Connection& connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  connection.check(
      sqlite3_prepare_v2(connection.get(), "SELECT fts5(?1)", -1, &statement, nullptr));
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  if (api == nullptr) {
    throw Error(Errc::kInternal, "this SQLite has no FTS5", {},
                "install a SQLite with full-text search");
  }
  return api;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    out += c;
    if (c == '"') {
      out += '"';
    }
  }
  out += '"';
}

constexpr std::array<const char*, kColumnCount> kColumnNames = {
    "title", "abstract", "text", "authors", "organisations", "venue", "sources"};

}  // namespace

std::string_view sanitise(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == kNamesMark || text.front() == kVerbatimMark)) {
    text.remove_prefix(1);
  }
  return text;
}

std::string mark_entries(char mark, const std::vector<std::string>& entries) {
  std::string out;
  for (const std::string& entry : entries) {
    if (!entry.empty()) {
      out += out.empty() ? mark : kEntrySeparator;
      out += entry;
    }
  }
  return out;
}

std::string verbatim_term(std::string_view entry) {
  std::string term(1, kVerbatimMark);
  term += nfkc_casefold(entry);
  if (term.size() > kMaxTermBytes) {
    term.resize(kMaxTermBytes - 20);
    term += std::to_string(hash64(entry));
  }
  return term;
}

/// The C functions that SQLite calls; they let no exception through.
struct FullText::Tokenizer {
  static int create(void* self, const char** /*arguments*/, int /*count*/, Fts5Tokenizer** out) {
    *out = static_cast<Fts5Tokenizer*>(self);
    return SQLITE_OK;
  }
  static void destroy(Fts5Tokenizer* /*tokenizer*/) {}

  static int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* data,
                      int size, TokenCallback callback) {
    auto& self = *static_cast<FullText*>(static_cast<void*>(tokenizer));
    const std::string_view text(data, data == nullptr ? 0 : static_cast<std::size_t>(size));
    const bool indexing = (flags & FTS5_TOKENIZE_DOCUMENT) != 0;
    Feed feed(callback, context, indexing ? self.words_ : nullptr);
    try {
      if (!indexing) {
        for (const std::string_view term : split(text, kTermSeparator)) {
          feed.send(term);
        }
      } else if (text.empty()) {
        return SQLITE_OK;
      } else if (text.front() == kNamesMark) {
        for (const std::string_view name : split(text.substr(1), kEntrySeparator)) {
          feed.send({&kEntrySeparator, 1});
          self.analyser_->run(name, Style::kNames, feed);
        }
      } else if (text.front() == kVerbatimMark) {
        for (const std::string_view entry : split(text.substr(1), kEntrySeparator)) {
          feed.send(verbatim_term(entry));
        }
      } else {
        self.analyser_->run(text, Style::kText, feed);
      }
    } catch (const std::bad_alloc&) {
      return SQLITE_NOMEM;
    } catch (const std::exception&) {
      return SQLITE_ERROR;
    }
    self.positions_ += feed.positions();
    return feed.code();
  }
};

struct FullText::Functions {
  /// Puts the current row, of a query of one phrase, into the postings `out`.
  static int posting(const Fts5ExtensionApi* api, Fts5Context* context, void* out) {
    Fts5PhraseIter iter;
    int column = 0;
    int offset = 0;
    const int code = api->xPhraseFirst(context, 0, &iter, &column, &offset);
    if (code != SQLITE_OK) {
      return code;
    }
    float weight = 0;
    for (; column >= 0; api->xPhraseNext(context, &iter, &column, &offset)) {
      if (column < kColumnCount) {
        weight += kColumnWeights[static_cast<std::size_t>(column)];
      }
    }
    try {
      static_cast<Postings*>(out)->push_back(
          {static_cast<std::uint32_t>(api->xRowid(context) - 1), weight});
    } catch (const std::bad_alloc&) {
      return SQLITE_NOMEM;
    }
    return SQLITE_OK;
  }

  /// assay_collect(fts): called on the first row of a query of one phrase, reads all its rows,
  /// which is several times quicker than stepping through them.
  static void collect(const Fts5ExtensionApi* api, Fts5Context* context, sqlite3_context* result,
                      int /*count*/, sqlite3_value** /*arguments*/) {
    auto* self = static_cast<FullText*>(api->xUserData(context));
    const int code =
        self->collected_ == nullptr
            ? SQLITE_MISUSE
            : api->xQueryPhrase(context, 0, static_cast<void*>(self->collected_), posting);
    if (code != SQLITE_OK) {
      sqlite3_result_error_code(result, code);
    }
  }

  /// assay_entry(fts): 1 when all phrases but the last, which is the separator, stand in one entry.
  static void entry(const Fts5ExtensionApi* api, Fts5Context* context, sqlite3_context* result,
                    int /*count*/, sqlite3_value** /*arguments*/) {
    const int separator = api->xPhraseCount(context) - 1;
    const std::uint64_t all = (std::uint64_t{1} << separator) - 1;
    int count = 0;
    int code = api->xInstCount(context, &count);
    std::uint64_t seen = 0;
    for (int i = 0; code == SQLITE_OK && i < count && seen != all; ++i) {
      int phrase = 0;
      int column = 0;
      int offset = 0;
      code = api->xInst(context, i, &phrase, &column, &offset);
      seen = phrase == separator ? 0 : seen | std::uint64_t{1} << phrase;
    }
    if (code != SQLITE_OK) {
      sqlite3_result_error_code(result, code);
      return;
    }
    sqlite3_result_int(result, seen == all ? 1 : 0);
  }
};

FullText::FullText(const Connection& connection)
    : connection_(connection), analyser_(std::make_unique<Analyser>()) {
  fts5_api* api = fts5_of(connection);
  fts5_tokenizer tokenizer = {Tokenizer::create, Tokenizer::destroy, Tokenizer::tokenize};
  connection.check(api->xCreateTokenizer(api, "assay", this, &tokenizer, nullptr));
  connection.check(api->xCreateFunction(api, "assay_collect", this, Functions::collect, nullptr));
  connection.check(api->xCreateFunction(api, "assay_entry", this, Functions::entry, nullptr));
}

FullText::~FullText() = default;

void FullText::forget_words() {
  analyser_ = std::make_unique<Analyser>();
}

std::uint64_t FullText::take_positions() noexcept {
  const std::uint64_t positions = positions_;
  positions_ = 0;
  return positions;
}

Postings FullText::find(const std::vector<std::string>& terms, Where where) {
  std::string match;
  if (where != Where::kAll) {
    match = where == Where::kText ? "{title abstract text} : " : "{authors organisations venue} : ";
  }
  append_quoted(match, join(terms, {&kTermSeparator, 1}));
  if (!collect_) {
    collect_ = std::make_unique<Statement>(
        connection_, "SELECT assay_collect(fts) FROM fts WHERE fts MATCH ?1 LIMIT 1");
  }
  Postings postings;
  collected_ = &postings;
  collect_->bind(1, match).run();
  collected_ = nullptr;
  return postings;
}

std::vector<std::uint32_t> FullText::find_entry(Column column,
                                                const std::vector<std::string>& words) {
  if (words.empty() || words.size() > 60) {
    return {};
  }
  std::string match = std::string(kColumnNames[column]) + " : (";
  for (const std::string& word : words) {
    append_quoted(match, word);
    match += " AND ";
  }
  append_quoted(match, {&kEntrySeparator, 1});
  match += ')';
  if (!entries_) {
    entries_ = std::make_unique<Statement>(
        connection_, "SELECT rowid FROM fts WHERE fts MATCH ?1 AND assay_entry(fts)");
  }
  std::vector<std::uint32_t> docs;
  entries_->bind(1, match);
  while (entries_->step()) {
    docs.push_back(static_cast<std::uint32_t>(entries_->integer(0) - 1));
  }
  return docs;
}

std::vector<std::uint32_t> FullText::find_source(std::string_view name) {
  std::vector<std::uint32_t> docs;
  for (const Posting& posting : find({verbatim_term(name)}, Where::kAll)) {
    docs.push_back(posting.doc);
  }
  return docs;
}

}  // namespace assay::search
