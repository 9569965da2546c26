#pragma once
/// What the search room is asked to do in bench_quality, made from real records and seeds, so that
/// the same files give the same tasks. Threads: plain values and pure functions.

#include "work/work.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::bench {

/// Texts of which each asks for one work.
struct FindTask {
  struct Asked {
    std::string text;
    std::size_t answer = 0;  ///< Place of the work that should come first.
  };
  std::string name;
  std::string title;          ///< What is asked, for people.
  std::vector<Work> indexed;  ///< Title and abstract alone are set, or the abstract alone.
  std::vector<Asked> queries;
};

/// Works of which each asks for those that are about the same, by their authors' keywords.
struct RelatedTask {
  std::string name;
  std::vector<Work> indexed;  ///< Title and abstract alone: keywords are never indexed.
  /// For each work the places, ascending, of those that share a keyword with it.
  std::vector<std::vector<std::size_t>> relevant;
};

/// Keywords of which each asks for the works whose authors chose it.
struct TopicTask {
  struct Asked {
    std::string text;
    std::vector<std::size_t> relevant;  ///< Places, ascending.
  };
  std::string name;
  std::vector<Work> indexed;  ///< Title and abstract alone: keywords are never indexed.
  std::vector<Asked> queries;
};

/// Whether tools/train-meaning keeps a work of its corpus out of training.
bool is_held_out(std::string_view id) noexcept;

/// The held-out works of the arXiv snapshot in `data` that have a title of two words and an
/// abstract of twenty, in the order of the file; `sample` > 0: only so many, drawn by a fixed seed.
/// Throws kIo.
std::vector<Work> read_held_out(const std::filesystem::path& data, std::size_t sample);

/// All papers in `data`'s paperlists/ of the same lengths, those that training saw among them.
/// Throws kIo.
std::vector<Work> read_conferences(const std::filesystem::path& data);

/// Each title asks for its abstract. Here and below: works that training saw are indexed, but not
/// asked for.
FindTask ask_by_title(const std::vector<Work>& works);

/// Each work is asked for by `count` words of its abstract, drawn by a fixed seed: all different,
/// of three Latin letters or more, no stop words. Works with too few such words are not asked for.
FindTask ask_by_words(const std::vector<Work>& works, std::size_t count);

/// The same with `count` words of the title that follow each other (but for words that may not be
/// asked).
FindTask ask_by_title_words(const std::vector<Work>& works, std::size_t count);

/// A keyword of more than this share of a venue's works relates nothing ("deep learning").
inline constexpr double kCommonKeyword = 0.08;

/// Keywords of `venue` that three works have, but not more than the share above. Throws kIo.
TopicTask ask_by_keywords(const std::filesystem::path& data, const std::string& venue);

/// The papers of `venue` (as its file in paperlists/ is named) that have abstract and keywords.
/// Throws kIo.
RelatedTask relate_by_keywords(const std::filesystem::path& data, const std::string& venue);

}  // namespace assay::bench
