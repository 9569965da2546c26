#pragma once
/// The reading half of an Index: matching, filtering, ranking and counting.

#include "search/index.h"
#include "search/plan_internal.h"
#include "search/store_internal.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace assay::search {

class Reader {
 public:
  explicit Reader(const std::filesystem::path& folder);

  [[nodiscard]] State state();
  Results search(const Query& query, const Options& options);
  void check();

 private:
  /// Which documents the clauses leave, and how well they match.
  struct Matches {
    std::vector<std::uint8_t> match;
    std::vector<float> scores;
    bool ranked = false;  ///< Something was asked for, so scores mean something.
  };

  Results search_snapshot(const Query& query, const Options& options);
  void load_columns();
  Matches match_clauses(const Plan& plan);
  Postings find_term(const PlanTerm& term);
  void find_sequence(const Sequence& sequence, std::vector<Postings>& lists);
  void find_prefix(const Sequence& sequence, std::vector<Postings>& lists);
  std::vector<std::string> words_with_prefix(std::string_view prefix);
  void score(const Postings& postings, std::vector<float>& scores) const;
  void filter_names(const Filters& filters, std::vector<std::uint8_t>& match);
  void keep_any(Column column, const std::vector<std::string>& values,
                std::vector<std::uint8_t>& match);
  void check_doc(std::uint32_t doc) const;

  Store store_;
  Statement begin_;
  Statement end_;
  State state_;
  std::int64_t loaded_serial_ = -1;
  std::vector<DocColumns> columns_;
  std::optional<Statement> select_words_;
};

}  // namespace assay::search
