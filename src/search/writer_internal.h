#pragma once
/// The writing half of an Index.

#include "search/index.h"
#include "search/store_internal.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::search {

/// A set of 64-bit hashes in one array. It forgets everything when it is full, so it is bounded.
class HashSet {
 public:
  HashSet() : slots_(kSlots, 0) {}
  /// True when `hash` was not known.
  bool insert(std::uint64_t hash) noexcept {
    hash += hash == 0 ? 1 : 0;
    std::size_t slot = hash >> 44;
    while (slots_[slot] != 0) {
      if (slots_[slot] == hash) {
        return false;
      }
      slot = (slot + 1) % kSlots;
    }
    if (++size_ > kSlots / 2) {
      clear();
      slot = hash >> 44;
    }
    slots_[slot] = hash;
    return true;
  }
  void clear() noexcept {
    std::fill(slots_.begin(), slots_.end(), 0);
    size_ = 0;
  }

 private:
  static constexpr std::size_t kSlots = std::size_t{1} << 20;
  std::vector<std::uint64_t> slots_;
  std::size_t size_ = 0;
};

class Writer final : private WordSink {
 public:
  explicit Writer(const std::filesystem::path& folder);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() override = default;

  void put(const Document& document);
  void remove(WorkId id);
  void commit(std::int64_t generation);

 private:
  void word(std::string_view word) override;

  void begin();
  void roll_back() noexcept;
  /// Runs `change` inside the transaction and gives the transaction up when it throws.
  template <typename Change>
  void guarded(Change&& change);
  std::uint32_t index_text(const Document& document);
  std::optional<std::int64_t> doc_of(WorkId id);
  void kill(std::int64_t doc);
  void append(const DocColumns& columns);
  void write_last_row();
  void write_words();
  void write_state(std::int64_t generation);

  Store store_;
  State state_;
  bool open_ = false;         ///< A transaction is open.
  std::int64_t highest_ = 0;  ///< No work above it is in the index.
  std::string last_row_;      ///< Columns of the documents since the last full row.
  std::vector<std::string> words_;
  HashSet known_words_;
  std::string authors_;
  std::string organisations_;
  std::string venue_;
  std::string sources_;

  Statement insert_text_;
  Statement insert_work_;
  Statement select_work_;
  Statement delete_work_;
  Statement insert_row_;
  Statement insert_word_;
  Statement update_state_;
};

}  // namespace assay::search
